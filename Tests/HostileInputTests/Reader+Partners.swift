import BHTT
import DeliveryStatus
import Foundation
import Hummingbird
import Kernel
import MobiFoneInvoice
import People
import ServiceProvisioning

@testable import API
@testable import Web

extension Reader {
    // MARK: Mail

    static let deliveryReport = Reader(
        name: "returned mail (MIME, DSN)",
        seeds: {
            [
                Array(
                    """
                    Return-Path: <>\r
                    To: bounces+0191aa.0f@bounces.qldv.example\r
                    Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
                    \r
                    --b\r
                    Content-Type: text/plain; charset=utf-8\r
                    Content-Transfer-Encoding: quoted-printable\r
                    \r
                    Kh=C3=B4ng g=E1=BB=ADi =C4=91=C6=B0=E1=BB=A3c\r
                    --b\r
                    Content-Type: message/delivery-status\r
                    \r
                    Reporting-MTA: dns; mx.example\r
                    \r
                    Final-Recipient: rfc822; an@example.vn\r
                    Action: failed\r
                    Status: 5.1.1\r
                    Diagnostic-Code: smtp; 550 5.1.1 no such user\r
                    --b\r
                    Content-Type: text/rfc822-headers\r
                    Content-Transfer-Encoding: base64\r
                    \r
                    TWVzc2FnZS1JRDogPHhAcWxkdi52bj4NCg==\r
                    --b--\r

                    """.utf8
                )
            ]
        },
        words: [
            "\r\n--b\r\n", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "Final-Recipient: rfc822; a@b\r\n",
            "=\r\n", "=C3",
            "=?utf-8?B?", "?=", "Content-Transfer-Encoding: base64\r\n", "Action: failed\r\n", "Status: 5.0.0\r\n", ";",
            "\r\n ",
        ]
    ) { bytes in
        guard let report = DeliveryReport(reading: bytes) else { return }
        guard report.recipients.count <= DeliveryReport.Limits.recipients,
            report.recipients.allSatisfy({ $0.diagnostic.count <= DeliveryReport.Limits.diagnostic })
        else { throw Invented(what: "more than the limits") }
    }

    static let emailAddress = Reader(
        name: "e-mail addresses",
        seeds: { ["nguyen.van.an@example.vn", "a+b@xn--tng-lai-d1a.vn", "A.B@C-D.example"].map { Array($0.utf8) } },
        words: ["@", ".", "..", "<", ">", ",", "\r\nBcc: x@y.z", "xn--", " ", "a@b"]
    ) { bytes in
        guard let address = EmailAddress(String(decoding: bytes, as: UTF8.self)) else { return }
        let text = address.description
        guard text.utf8.count <= 254, text.filter({ $0 == "@" }).count == 1,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), EmailAddress(text) == address
        else { throw Invented(what: text) }
    }

    // MARK: Partners

    static let mobiFone = Reader(
        name: "MobiFone Invoice answers (JSON)",
        seeds: {
            [
                #"[{"ok":true,"data":{"hdon_id":"1","tthai":"Chờ ký","shdon":"12","tgtttbso":2462400}}]"#,
                #"{"hdon_id":"1","tthai":"Đã gửi","is_thdon":"0","mccqthue":"M1-26-ABC"}"#,
                #"{"token":"abc","ma_dvcs":"VP","wb_user_id":"1"}"#, #"[{"qlkhsdung_id":"1","khhdon":"1C26TYY"}]"#,
            ].map { Array($0.utf8) }
        },
        words: ["\"ok\":", "\"data\":", "\"error\":", "[{", "}]", ":", ",", "\"hdon_id\":", "1e400", "\"tthai\":"]
    ) { bytes in
        do { _ = try MobiFone.readSave(bytes).map { try $0.record() } } catch is MobiFone.AnswerError {}
        do { _ = try MobiFone.readRecord(bytes) } catch is MobiFone.AnswerError {}
        do { _ = try MobiFone.readRecords(bytes) } catch is MobiFone.AnswerError {}
        do { _ = try MobiFone.readLogin(bytes) } catch is MobiFone.AnswerError {}
        do { _ = try MobiFone.readSeries(bytes) } catch is MobiFone.AnswerError {}
        do { _ = try MobiFone.readCertificates(bytes) } catch is MobiFone.AnswerError {}
        do { try MobiFone.readSign(bytes) } catch is MobiFone.AnswerError {}
        _ = MobiFone.Session(authorization: String(decoding: bytes, as: UTF8.self))
    }

    static let bhtt = Reader(
        name: "BHTT answers (JSON)",
        seeds: {
            [
                #"{"key":"invoice-1","id":"77","state":"issued","number":"12","series":"1C26TQL","date":"2026-11-28"}"#,
                #"{"error":"conflict","message":"khác nội dung"}"#,
            ].map { Array($0.utf8) }
        },
        words: ["\"state\":", "\"issued\"", "\"refused\"", ":", ",", "\"number\":", "[", "{\"key\":"]
    ) { bytes in
        do { _ = try BHTTFormat.readAnswer(bytes) } catch is BHTTFormat.AnswerError {}
        do { _ = try BHTTFormat.readInvoice(bytes) } catch is BHTTFormat.AnswerError {}
    }

    static let provisioning = Reader(
        name: "provisioning answers (JSON)",
        seeds: {
            [
                #"{"key":"qldv-1","reference":"R1","state":"active","access":[],"message":""}"#,
                #"{"key":"qldv-1","sequence":1,"state":"resting","quantity":2}"#, #"{"code":"conflict","message":"x"}"#,
            ].map { Array($0.utf8) }
        },
        words: ["\"access\":", "\"state\":", "\"sequence\":", ":", ",", "[", "\"secret\":"]
    ) { bytes in
        // What JSON's decoder says is an error of its own kind, and each caller takes it for no answer.
        do { _ = try ProvisioningWire.answer(from: bytes) } catch is DecodingError {}
        do { _ = try ProvisioningWire.serviceAnswer(from: bytes) } catch is DecodingError {}
        do { _ = try ProvisioningWire.order(from: bytes) } catch is DecodingError {}
        do { _ = try ProvisioningWire.change(from: bytes) } catch is DecodingError {}
        _ = ProvisioningWire.problem(from: bytes)
    }

    /// The time that a signed call names; what is signed is the nearest thing to a grammar that it has.
    static let signedCalls = Reader(
        name: "signed calls (BHTT, provisioning)",
        seeds: { ["1795830000", "-9223372035058945808", "9223372036854775807"].map { Array($0.utf8) } },
        words: ["-", "9223372035058945808", "1795830001"]
    ) { bytes in
        let (text, now) = (String(decoding: bytes.prefix(64), as: UTF8.self), Int64(1_795_830_000))
        let bhtt = BHTTSigner(keyID: "qldv", secret: "secret")
        let values = [
            BHTTSigner.timestampHeader: text, BHTTSigner.keyIDHeader: "qldv",
            BHTTSigner.signatureHeader: String(repeating: "0", count: 64),
        ]
        if bhtt.isGenuine({ values[$0] ?? "" }, method: "POST", path: "/", body: [], seconds: now) {
            throw Invented(what: "a signature")
        }
        guard let time = Int64(text) else { return }
        let signer = ProvisioningSigner(keyID: "qldv", secret: "secret")
        let headers = signer.headers(method: "PUT", path: "/", body: [], seconds: time)
        do {
            try signer.verify(headers, method: "PUT", path: "/", body: [], seconds: now)
            guard (now - 300...now + 300).contains(time) else { throw Invented(what: "a call of another time") }
        } catch is ProvisioningSignatureError {}
    }

    // MARK: What comes over HTTP

    static let apiBody = Reader(
        name: "API bodies (JSON)",
        seeds: {
            [
                #"{"customer_id":"01a22362-fe51-7874-8dd7-a1a077eaf76d","lines":[{"plan":"cloud-s","quantity":1}]}"#
            ].map { Array($0.utf8) }
        },
        words: ["[[[[[[[[[", "{\"a\":", "}", ":", ",", "\"lines\":", "\\ud83d\\ude00", "1.5", "-", "\u{C3}"]
    ) { bytes in _ = JSONValue(bytes: bytes) }

    static let form = Reader(
        name: "forms (urlencoded)",
        seeds: { [Array("name=Nguy%E1%BB%85n+V%C4%83n+An&email=a%40example.vn&terms=yes&plan-0=cloud".utf8)] },
        words: ["&", "=", "+", "%E1%BB", "%00", "%0D%0A", "name="]
    ) { bytes in
        do { _ = try FormData(encoded: String(decoding: bytes, as: UTF8.self)).text("name") } catch is HTTPError {}
    }

    static let upload = Reader(
        name: "uploads (multipart)",
        seeds: {
            [
                Array(
                    """
                    --b\r
                    Content-Disposition: form-data; name="csrf"\r
                    \r
                    abc\r
                    --b\r
                    Content-Disposition: form-data; name="file"; filename="a.pdf"\r
                    Content-Type: application/pdf\r
                    \r
                    %PDF-1.4\r
                    --b--\r

                    """.utf8
                )
            ]
        },
        words: ["--b", "--b--", "\r\n", "\r\n\r\n", "name=\"", "filename=\"", ";", "Content-Disposition:"]
    ) { bytes in
        do { _ = try FormData(parts: bytes, boundary: "b").file("file") } catch is HTTPError {}
    }

    static let instants = Reader(
        name: "instants, days, identifiers, money",
        seeds: {
            ["2026-11-28T09:45:00.123+07:00", "2026-11-28", "01a22362-fe51-7874-8dd7-a1a077eaf76d"].map {
                Array($0.utf8)
            }
        },
        words: ["T", "Z", "+", "-", ":", ".", "24:00:00", "9999", "02-29"]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        _ = (Timestamp(iso8601: text)?.iso8601, Day(iso8601: text)?.iso8601, ID<Reader>(text))
        if let number = Int64(text) { do { _ = try Money(dong: number) } catch is MoneyError {} }
    }
}
