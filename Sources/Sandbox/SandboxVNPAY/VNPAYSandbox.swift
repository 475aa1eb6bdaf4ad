package import Hummingbird
package import Kernel
package import Logging
package import Storage

/// VNPAY on loopback: the real addresses, checks, pages, codes and delays, with a journal of its own. It shares nothing
/// with the system it tests but the wire format.
package struct VNPAYSandbox: Sendable {
    /// What a merchant's IPN address answered.
    package struct Answer: Hashable, Sendable {
        package let status: Int
        package let body: String

        package init(status: Int, body: String) {
            self.status = status
            self.body = body
        }
    }

    /// An HTTP GET of the given address; `nil` when there was no answer.
    package typealias Send = @Sendable (_ url: String) async -> Answer?

    let database: any SQLDatabase
    let settings: VNPAYSandboxSettings
    let world: World
    let send: Send
    let logger: Logger

    package init(
        database: any SQLDatabase,
        settings: VNPAYSandboxSettings,
        world: World,
        send: @escaping Send,
        logger: Logger
    ) {
        self.database = database
        self.settings = settings
        self.world = world
        self.send = send
        self.logger = logger
    }

    package func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/paymentv2/vpcpay.html", use: takePayment)
        router.get("/paymentv2/Payment/Error.html", use: showError)
        router.get("/paymentv2/assets/:name", use: showAsset)
        addStepRoutes(to: router)
        router.post("/merchant_webapi/api/transaction", use: takeServiceRequest)
        for method in [HTTPRequest.Method.head, .get, .put, .delete] {
            router.on("/merchant_webapi/api/transaction", method: method) { _, _ in
                Response(status: .methodNotAllowed, headers: [.allow: "POST"])
            }
        }
        router.post("/qrpayauth/api/merchant/get_bank_list", use: listBanks)
        addConsoleRoutes(to: router)
    }

    /// `count` unpredictable bytes as text for addresses.
    func token(bytes count: Int) -> String { world.randomBytes(count).base64URL }
}
