/// Letters of mail servers, as they come out of a mailbox: shapes taken from RFC 3464 and from what such servers write.
enum Letters {
    /// Lines of a mail as they travel.
    static func mail(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    }

    static let postfix = mail(
        """
        Return-Path: <>
        Delivered-To: bounces+0191aa.0f@bounces.qldv.example
        Received: by mx.qldv.example (Postfix)
        From: MAILER-DAEMON@mx.qldv.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: no-reply@qldv.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="4F1.17/mx; qldv"

        This is a MIME-encapsulated message.

        --4F1.17/mx; qldv
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.

        --4F1.17/mx; qldv
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.qldv.example
        X-Postfix-Queue-ID: 4F1
        Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0700 (+07)

        Final-Recipient: rfc822; an@khong-ton-tai.example
        Original-Recipient: rfc822;An@khong-ton-tai.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.khong-ton-tai.example
        Diagnostic-Code: smtp; 550 5.1.1 <an@khong-ton-tai.example>: Recipient address
            rejected: User unknown

        --4F1.17/mx; qldv
        Content-Description: Undelivered Message
        Content-Type: message/rfc822

        Date: Tue, 24 Nov 2026 10:00:00 +0700
        From: MobiFone QLDV <no-reply@qldv.example>
        Message-ID:
         <payment_link=2F7=2Fan=40khong-ton-tai=2Eexample@qldv.example>
        Content-Type: multipart/report; boundary=inner

        --inner
        Content-Type: message/delivery-status

        Final-Recipient: rfc822; nobody@inner.example
        Action: failed
        Status: 5.0.0

        --inner--
        --4F1.17/mx; qldv--
        """
    )

    /// Two recipients without an empty line between them, the part in base64, headers only.
    static func encoded(_ encoding: String, _ content: String) -> [UInt8] {
        mail(
            """
            To: "Trả về" <bounces+7.ab@bounces.qldv.example>, <other@qldv.example>
            Content-Type: multipart/report; boundary=b; report-type="delivery-status"

            --b
            Content-Type: text/plain

            hello
            --b
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: \(encoding)

            \(content)
            --b
            Content-Type: text/rfc822-headers

            Subject: x
            Message-Id: <17@qldv.example>

            --b--
            """
        )
    }

    static let qmail = mail(
        """
        Return-Path: <>
        Delivered-To: bounces+7.ab@bounces.qldv.example
        From: MAILER-DAEMON@mail.example.org
        To: bounces+7.ab@bounces.qldv.example
        Subject: failure notice

        Hi. This is the qmail-send program at mail.example.org.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <an@example.org>:
        192.0.2.17 does not like recipient.
        Remote host said: 550 5.1.1 No such user here
        Giving up on 192.0.2.17.

        <binh@example.org>:
        Sorry, no mailbox here by that name. (#5.1.2)

        --- Below this line is a copy of the message.

        Return-Path: <bounces+7.ab@bounces.qldv.example>
        Message-ID: <99@qldv.example>
        Subject: x

        <thief@example.org>:
        y
        """
    )

    static let gmail = mail(
        """
        Delivered-To: bounces+7.ab@bounces.qldv.example
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
        To: bounces+7.ab@bounces.qldv.example
        X-Failed-Recipients: an@example.org
        Auto-Submitted: auto-replied
        In-Reply-To: <99@qldv.example>
        Subject: Delivery Status Notification (Failure)
        Content-Type: text/plain; charset=UTF-8

        Delivery to the following recipient failed permanently:

             an@example.org

        Technical details of permanent failure:
        Google tried to deliver your message, but it was rejected by the server.
        The error that the other server returned was:
        550 550 5.2.1 The email account is disabled (state 13).

        ----- Original message -----

        Subject: x
        """
    )

    static let exchange = mail(
        """
        From: System Administrator <postmaster@example.org>
        To: bounces+7.ab@bounces.qldv.example
        Subject: Undeliverable: Thanh toan
        Content-Type: multipart/mixed; boundary=e

        --e
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Your message did not reach some or all of the intended recipients.

              Subject:  Thanh to=C3=A1n
              Sent:     24/11/2026 10:03 AM

        The following recipient(s) could not be reached:

              an@example.org on 24/11/2026 10:04 AM
                    The e-mail account does not exist at the organization this message=
         was sent to.
                    <mail.example.org #5.1.1 smtp;550 5.1.1 unknown>

        --e--
        """
    )

    /// What is no report: a person, an absence note, a read receipt.
    static let others = [
        mail("From: an@example.org\nTo: bounces+7.ab@bounces.qldv.example\nSubject: Xin chào\n\nCảm ơn"),
        mail("From: an@example.org\nAuto-Submitted: auto-replied\nSubject: Out of office\n\nTôi đi vắng"),
        mail(
            """
            Content-Type: multipart/report; report-type=disposition-notification; boundary=d

            --d
            Content-Type: message/disposition-notification

            Final-Recipient: rfc822; an@example.org
            Disposition: manual-action/MDN-sent-manually; displayed
            --d--
            """
        ),
        mail(""), mail("\n\n\n"), mail(":"), [0], [13, 10], [10, 10, 32, 10],
    ]
}
