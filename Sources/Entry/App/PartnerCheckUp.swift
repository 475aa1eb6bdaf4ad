import BouncesPOP3
import CurlTransfer
import Foundation
import InvoicingBHTT
import InvoicingMobiFone
import Kernel
import VNPAY
import Web

/// What `qldv doctor` asks of others: VNPAY, our own address from outside, mail, products and invoices.
struct PartnerCheckUp: Sendable {
    let settings: Settings
    private let client = HTTPClient(threadCount: 1)

    init(settings: Settings) { self.settings = settings }

    func findings() async -> [Finding] {
        var findings = [publicAddress, terminal]
        findings += await notices()
        findings += await vnpay()
        findings.append(await mail())
        if let mailbox = settings.bounces?.mailbox { findings.append(await bounces(mailbox)) }
        findings.append(await reach("products", settings.provisioning.address))
        if let address = settings.invoicing.address { findings.append(await reach("invoices", address)) }
        return findings
    }

    // MARK: Ourselves

    private var publicAddress: Finding {
        let address = settings.publicAddress
        let isLocal = ["http://localhost", "http://127.0.0.1"].contains { address.hasPrefix($0) }
        if address.hasPrefix("https://") { return Finding("public address", .fine, address) }
        return Finding(
            "public address",
            isLocal ? .warning : .wrong,
            "\(address): customers and VNPAY need https, set QLDV_PUBLIC_ADDRESS"
        )
    }

    private var terminal: Finding {
        let code = settings.vnpay.terminal
        let isCode = code.utf8.count == 8 && code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let secret = settings.vnpay.hashSecret.utf8.count
        guard isCode else {
            return Finding("terminal", .wrong, "\(code) is not 8 letters and digits: see VNPAY's mail")
        }
        return Finding(
            "terminal",
            secret == 32 ? .fine : .warning,
            "\(code), its secret has \(secret) characters of 32"
        )
    }

    /// The address that VNPAY calls, from here by way of outside. Unsigned, it must be refused: nothing is written that
    /// counts.
    private func notices() async -> [Finding] {
        let url = settings.publicAddress + Address.vnpayNotice.description
        do throws(TransferError) {
            let answer = try await client.send(HTTPCall("GET", url, timeoutMilliseconds: 10_000))
            let code = (try? VNPAYFields(json: answer.text))?.text("RspCode") ?? ""
            let isOurs = answer.status == 200 && VNPAYIPNAnswer(rawValue: code) == .invalidSignature
            return [
                Finding(
                    "IPN address",
                    isOurs ? .fine : .wrong,
                    isOurs ? "\(url) answers" : "\(url) answers HTTP \(answer.status) \(code): is qldv serve behind it?"
                )
            ]
        } catch {
            return [Finding("IPN address", .wrong, "\(url): \(error)")]
        }
    }

    // MARK: VNPAY

    /// A question about a payment that does not exist: VNPAY's signed "not found" proves terminal and secret.
    private func vnpay() async -> [Finding] {
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        let query = VNPAYQuery(
            requestID: "DOCTOR\(now)",
            reference: "DOCTOR\(now)",
            paymentCreatedAt: now,
            createdAt: now,
            callerAddress: "127.0.0.1"
        )
        let (code, secret) = (settings.vnpay.terminal, VNPAYSecret(settings.vnpay.hashSecret))
        let call = HTTPCall(
            "POST",
            settings.vnpay.service,
            headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(query.body(terminal: code, secret: secret).utf8)
        )
        do throws(TransferError) {
            let answer = try await client.send(call)
            return [told(query.read(answer.text, terminal: code, secret: secret), answer.status), clock(answer)]
                .compactMap { $0 }
        } catch {
            return [Finding("VNPAY", .wrong, "\(settings.vnpay.service): \(error)")]
        }
    }

    private func told(_ reading: VNPAYAnswer.Reading, _ status: Int) -> Finding {
        switch reading {
        case .signed(let answer) where answer.responseCode == "91":
            Finding("VNPAY", .fine, "answers; terminal and secret are right")
        case .signed(let answer) where answer.responseCode == "94":
            Finding("VNPAY", .fine, "answers, and was asked less than five minutes ago; the secret is right")
        case .signed(let answer):
            Finding("VNPAY", .warning, "answers code \(answer.responseCode): \(answer.message)")
        case .unsigned(let code):
            Finding("VNPAY", .wrong, "refuses the question with code \(code): terminal or secret is another's")
        case .forged: Finding("VNPAY", .wrong, "its signature is made with another secret than ours")
        case .other(let field): Finding("VNPAY", .wrong, "answers about another \(field)")
        case .unreadable:
            Finding("VNPAY", .wrong, "HTTP \(status), not VNPAY's JSON: is \(settings.vnpay.service) right?")
        }
    }

    /// VNPAY refuses what is dated more than some minutes off (vnp_CreateDate).
    private func clock(_ answer: HTTPAnswer) -> Finding? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        guard let theirs = answer.header("date").flatMap(format.date) else { return nil }
        let seconds = abs(Int(theirs.timeIntervalSinceNow))
        return Finding(
            "clock against VNPAY",
            seconds <= 5 ? .fine : seconds <= 60 ? .warning : .wrong,
            "\(seconds) s apart" + (seconds <= 5 ? "" : ": let this machine follow NTP")
        )
    }

    // MARK: The others

    private func mail() async -> Finding {
        let client = SMTPClient(settings.mail.smtp)
        do throws(SMTPError) {
            return Finding("mail", .fine, "\(settings.mail.server): \(try await client.greet())")
        } catch {
            return Finding("mail", .wrong, "\(settings.mail.server): \(error)")
        }
    }

    private func bounces(_ mailbox: Settings.Bounces.Mailbox) async -> Finding {
        do throws(POP3Error) {
            _ = try await POP3Client(mailbox.pop3).fetch(limit: 0)
            return Finding("bounces", .fine, mailbox.server)
        } catch {
            return Finding("bounces", .wrong, "\(mailbox.server): \(error)")
        }
    }

    /// Whether anybody speaks HTTP there. What it says does not matter here.
    private func reach(_ name: String, _ address: String) async -> Finding {
        do throws(TransferError) {
            let answer = try await client.send(HTTPCall("GET", address, timeoutMilliseconds: 10_000))
            return Finding(name, .fine, "\(address) answers HTTP \(answer.status)")
        } catch {
            return Finding(name, .wrong, "\(address): \(error)")
        }
    }
}
