import Activation
import CurlTransfer
import GatewayVNPAY
import Invoicing
import Kernel
import Notices
import Payments
import Refunds
import TestKit
import VNPAY

// How the house of one life reaches its partners: every call has a fate, the power may fail on either side of it, and
// while it is under way the world goes on.
extension Simulation {
    func ports(of life: Life) -> Ports {
        let client = HTTPClient { (call) async throws(TransferError) in
            try await self.exchange(call, life).get()
        }
        let settings = VNPAYGatewaySettings(
            terminal: VNPAYTerminal(
                code: SimulatedVNPAY.terminal,
                secret: SimulatedVNPAY.secret,
                payPage: "https://vnpay.test/paymentv2/vpcpay.html",
                returnURL: House.address + "/vnpay/return"
            ),
            serviceURL: SimulatedVNPAY.service,
            ownAddress: "127.0.0.1"
        )
        let ports = Ports(
            gateway: .vnpay(settings, client: client, now: world.now),
            refunds: .vnpay(settings, client: client),
            mail: MailTransport { await self.send($0, life) },
            activation: ActivationPort { await self.activate($0, life) },
            services: ServicePort { await self.change($0, life) },
            invoicing: invoicing(life)
        )
        return bug?.plant(in: ports) ?? ports
    }

    /// One call: what the partner does, unless it never hears of it, and the fate of the call.
    ///
    /// - Returns: What the partner answered; `nil` when it has not heard, or the power failed.
    private func call<Answer>(
        _ name: String,
        _ life: Life,
        _ act: (isolated Simulation) -> Answer
    ) async -> (answer: Answer?, fate: Fate) {
        guard life.passes() else { return (nil, .lost) }
        var fate = Fate.thrown(with: &dice, trouble: trouble)
        let answer = fate.arrives ? act(self) : nil
        clock.advance(seconds: fate == .late ? dice.number(100, 400) : dice.number(0, 3))
        await meanwhile(oneIn: 5)
        if !life.passes() { fate = .lost }
        if fate != .answered { note("    \(name): \(fate)") }
        return (answer, fate)
    }

    private func exchange(_ request: HTTPCall, _ life: Life) async -> Result<HTTPAnswer, TransferError> {
        let body = String(decoding: request.body, as: UTF8.self)
        let (answer, fate) = await call("vnpay", life) { $0.vnpay.answer(body, at: $0.clock.now) }
        func answered(_ status: Int, _ text: String) -> Result<HTTPAnswer, TransferError> {
            .success(HTTPAnswer(status: status, headers: [], body: Array(text.utf8)))
        }
        switch fate {
        case .unreached: return .failure(.notSent("no route"))
        case .lost, .unheard: return .failure(.noAnswer("timed out"))
        case .garbled: return answered(200, String((answer ?? "").dropLast(7)))
        case .busy: return answered(503, "<html>busy</html>")
        case .answered, .late: return answered(200, answer ?? "")
        }
    }

    private func send(_ mail: OutgoingMail, _ life: Life) async -> MailOutcome {
        if trouble > 0, dice.below(50) == 0 { return .refused(reply: "550 no such mailbox") }
        let begun = clock.now
        let (index, fate) = await call("mail", life) { $0.post.take(mail, from: life) }
        guard let index, fate.isHeard else { return .tryLater(reason: "no answer (\(fate))") }
        // A worker that held its lease meanwhile knows now that the letter has left.
        if clock.now < begun.adding(seconds: 180) { post.makeCertain(index) }
        return .accepted(reply: "250 queued as \(index)")
    }

    private func activate(_ task: ActivationTask, _ life: Life) async -> ActivationOutcome {
        if trouble > 0, dice.below(20) == 0 { return .pending }
        if trouble > 0, dice.below(40) == 0 { return .refused(reason: "no free number") }
        let (answer, fate) = await call("activation", life) { $0.provisioning.activate(task) }
        guard let answer, fate.isHeard else { return .tryLater(reason: "no answer (\(fate))") }
        return answer
    }

    private func change(_ task: ServiceTask, _ life: Life) async -> ServiceOutcome {
        let (answer, fate) = await call("service", life) { $0.provisioning.change(task) }
        guard let answer, fate.isHeard else { return .tryLater(reason: "no answer (\(fate))") }
        return answer
    }

    private nonisolated func invoicing(_ life: Life) -> InvoicingPort {
        InvoicingPort(
            find: { (key) async throws(InvoicingFailure) in
                try await self.invoice("find", life) { $0.invoices.find(key) }
            },
            save: { (draft) async throws(InvoicingFailure) in
                try await self.invoice("save", life) { $0.invoices.save(draft) }
            },
            sign: { (id) async throws(InvoicingFailure) in
                let result = try await self.invoice("sign", life) { simulation in
                    Result { () throws(InvoicingFailure) in try simulation.invoices.sign(id) }
                }
                try result.get()
            },
            status: { (id) async throws(InvoicingFailure) in
                let result = try await self.invoice("status", life) { simulation in
                    let accepts = simulation.trouble == 0 || simulation.dice.below(30) > 0
                    return Result { () throws(InvoicingFailure) in
                        try simulation.invoices.status(id, accepts: accepts)
                    }
                }
                return try result.get()
            },
            files: (
                pdf: { (_) async throws(InvoicingFailure) in Array("%PDF-".utf8) },
                xml: { (_) async throws(InvoicingFailure) in Array("<HDon/>".utf8) }
            )
        )
    }

    private func invoice<Answer: Sendable>(
        _ name: String,
        _ life: Life,
        _ act: @Sendable (isolated Simulation) -> Answer
    ) async throws(InvoicingFailure) -> Answer {
        let (answer, fate) = await call("invoice \(name)", life, act)
        if fate == .unreached || fate == .busy { throw .notSent(reason: "\(fate)") }
        guard let answer, fate.isHeard else { throw .unknown(reason: "no answer (\(fate))") }
        return answer
    }
}
