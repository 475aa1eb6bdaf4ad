import CurlTransfer
import Invoicing
import Kernel
package import MobiFoneInvoice
import Synchronization

/// Who we are at MobiFone Invoice.
package struct MobiFoneSettings: Sendable {
    package let baseURL: String
    package let username: String
    package let password: String
    /// The seller's tax code (mã số thuế).
    package let taxCode: String
    package let tokenScheme: MobiFone.TokenScheme

    package init(
        baseURL: String,
        login: (username: String, password: String),
        taxCode: String,
        tokenScheme: MobiFone.TokenScheme = .bear
    ) {
        self.baseURL = baseURL
        (username, password) = login
        self.taxCode = taxCode
        self.tokenScheme = tokenScheme
    }
}

/// Calls of MobiFone Invoice, signed in as needed. A class for one reason: the token is shared by all calls.
final class MobiFoneService: Sendable {
    let settings: MobiFoneSettings
    private let client: HTTPClient
    private let session = Mutex<MobiFone.Session?>(nil)

    init(settings: MobiFoneSettings, client: HTTPClient) {
        self.settings = settings
        self.client = client
    }

    /// One call with a token; a refused token is fetched anew once.
    ///
    /// - Parameter harmless: Whether sending it twice does no harm, so that silence is no doubt.
    func call(
        _ method: String,
        _ path: String,
        body: [UInt8] = [],
        harmless: Bool
    ) async throws(InvoicingFailure) -> [UInt8] {
        var answer = try await send(method, path, body: body, session: try await signIn(), harmless: harmless)
        if answer.status == 401 {
            session.withLock { $0 = nil }
            answer = try await send(method, path, body: body, session: try await signIn(), harmless: harmless)
        }
        guard answer.status == 200 else {
            let reason = "HTTP \(answer.status)"
            throw harmless ? .notSent(reason: reason) : .unknown(reason: reason)
        }
        return answer.body
    }

    /// The code of our unit (mã đơn vị), which drafts and signatures name.
    func unitCode() async throws(InvoicingFailure) -> String { try await signIn().unitCode }

    private func signIn() async throws(InvoicingFailure) -> MobiFone.Session {
        if let known = session.withLock({ $0 }) { return known }
        let request = MobiFone.LoginRequest(
            username: settings.username,
            password: settings.password,
            taxCode: settings.taxCode
        )
        guard let body = try? MobiFone.bytes(request) else { throw .notSent(reason: "the sign-in cannot be written") }
        let answer = try await send("POST", MobiFone.Path.login, body: body, session: nil, harmless: true)
        do throws(MobiFone.AnswerError) {
            let fresh = try MobiFone.readLogin(answer.body)
            session.withLock { $0 = fresh }
            return fresh
        } catch {
            throw .notSent(reason: "sign-in: \(error)")
        }
    }

    private func send(
        _ method: String,
        _ path: String,
        body: [UInt8],
        session: MobiFone.Session?,
        harmless: Bool
    ) async throws(InvoicingFailure) -> HTTPAnswer {
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let session { headers.append(HTTPHeader("Authorization", session.authorization(settings.tokenScheme))) }
        let call = HTTPCall(
            method,
            settings.baseURL + path,
            headers: headers,
            body: body,
            timeoutMilliseconds: 60_000
        )
        do throws(TransferError) {
            return try await client.send(call)
        } catch {
            // What certainly did not arrive may be sent again; what may have arrived is read back first.
            throw error.nothingWasSent || harmless ? .notSent(reason: "\(error)") : .unknown(reason: "\(error)")
        }
    }
}
