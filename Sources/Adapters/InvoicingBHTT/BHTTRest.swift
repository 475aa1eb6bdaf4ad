import BHTT
import CurlTransfer
import Invoicing
import Kernel

/// BHTT over HTTP, each call signed.
struct BHTTRest: Sendable {
    let baseURL: String
    let signer: BHTTSigner
    let client: HTTPClient
    let now: Now

    func save(_ body: [UInt8]) async throws(InvoicingFailure) -> BHTTFormat.Answer {
        let answer = try await send("POST", BHTTFormat.Path.invoices, body: body)
        do throws(BHTTFormat.AnswerError) {
            return try BHTTFormat.readAnswer(answer.body)
        } catch {
            switch error {
            case .refused(let problem) where problem.error == .unavailable:
                throw .notSent(reason: "\(error)")
            case .refused: throw .refused(reason: "\(error)")
            case .unreadable: throw .unknown(reason: "HTTP \(answer.status), \(error)")
            }
        }
    }

    /// `nil` only when BHTT itself says, in its own words, that it has none.
    func find(_ key: String) async throws(InvoicingFailure) -> BHTTFormat.Answer? {
        let answer: HTTPAnswer
        do throws(InvoicingFailure) {
            answer = try await send("GET", BHTTFormat.Path.invoice(key: key), body: [])
        } catch {
            // A question does no harm, however it ends.
            throw .notSent(reason: error.reason)
        }
        do throws(BHTTFormat.AnswerError) {
            return try BHTTFormat.readAnswer(answer.body)
        } catch {
            if case .refused(let problem) = error, problem.error == .notFound { return nil }
            throw .notSent(reason: "HTTP \(answer.status), \(error)")
        }
    }

    private func send(_ method: String, _ path: String, body: [UInt8]) async throws(InvoicingFailure) -> HTTPAnswer {
        let seconds = now().milliseconds / 1_000
        let signature = signer.headers(method: method, path: path, body: body, seconds: seconds)
        let call = HTTPCall(
            method,
            baseURL + path,
            headers: [HTTPHeader("Content-Type", "application/json")]
                + signature.map { HTTPHeader($0.name, $0.value) },
            body: body,
            timeoutMilliseconds: 60_000
        )
        do throws(TransferError) {
            return try await client.send(call)
        } catch {
            throw error.nothingWasSent ? .notSent(reason: "\(error)") : .unknown(reason: "\(error)")
        }
    }
}
