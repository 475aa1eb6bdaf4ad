import Billing
import Contracts
import Kernel
import Payments
import People
import TestKit
import VNPAY

/// Somebody who buys online. The browser may send a form twice; the code comes by letter.
struct Buyer: Sendable {
    let form: OrderForm
    /// Hidden in the form: whoever sends it twice orders once.
    let formKey: String
    var orderToken: String?
    var link: String?
}

extension Simulation {
    func order(_ house: House) async throws -> String? {
        // Half of the buyers are impatient, or saw an error page, and send their form again.
        let index: Int
        if !buyers.isEmpty, buyers.count >= 12 || dice.below(2) == 0 {
            index = dice.below(buyers.count)
        } else {
            buyers.append(newBuyer())
            index = buyers.count - 1
        }
        let register = RegisterOrder(
            database: house.database,
            world: world,
            key: key,
            termsVersion: House.termsVersion
        )
        let outcome = try await register(
            buyers[index].form,
            idempotencyKey: buyers[index].formKey,
            from: Visitor(address: "203.0.113.\(index + 1)", device: "browser")
        )
        guard case .registered(let token) = outcome else { return "buyer \(index): \(outcome)" }
        buyers[index].orderToken = token
        return "buyer \(index)"
    }

    private func newBuyer() -> Buyer {
        let number = buyers.count + 1
        var form = OrderForm(planCode: "CA-12", language: number.isMultiple(of: 3) ? .english : .vietnamese)
        form.name = "Nguyễn Văn \(number)"
        form.email = "mua\(number)@example.vn"
        form.phone = "09120000\(Int64(number).padded(2))"
        form.address = "Số \(number) ngõ 82 Duy Tân, Hà Nội"
        form.acceptedTerms = House.termsVersion
        return Buyer(form: form, formKey: "form-\(number)")
    }

    /// The code from the newest letter, sometimes mistyped.
    func confirm(_ house: House) async throws -> String? {
        let waiting = buyers.indices.filter { buyers[$0].orderToken != nil && buyers[$0].link == nil }
        guard !waiting.isEmpty else { return nil }
        let index = waiting[dice.below(waiting.count)]
        guard let token = buyers[index].orderToken, let code = post.codes(to: buyers[index].form.email).first else {
            return nil
        }
        let typed = dice.below(8) == 0 ? "000000" : code
        let outcome = try await ConfirmOrder(database: house.database, world: world, key: key)(
            orderToken: token,
            code: typed,
            from: Visitor(address: "203.0.113.\(index + 1)", device: "browser")
        )
        guard case .confirmed(let link, _) = outcome else { return "buyer \(index): \(outcome)" }
        buyers[index].link = link
        return "buyer \(index)"
    }

    /// Whoever has a link, on a page or in a letter, presses "Thanh toán".
    func pay(_ house: House) async throws -> String? {
        let links = buyers.compactMap(\.link) + customerEmails.flatMap { post.links(to: $0).prefix(3) }
        guard !links.isEmpty else { return nil }
        let link = links[dice.below(links.count)]
        let visitor = Visitor(address: "203.0.113.200", device: "browser")
        let start = StartPayment(database: house.database, world: world, gateway: house.ports.gateway)
        let outcome = try await start(paymentToken: link, bankCode: nil, language: .vietnamese, from: visitor)
        switch outcome {
        case .redirect(let url): return try arrive(at: url)
        case .heldBack:
            let go = ContinuePayment(database: house.database, world: world)
            guard case .redirect(let url) = try await go(paymentToken: link, from: visitor) else { return "held back" }
            return try arrive(at: url)
        case .alreadyPaid, .closed, .frozen, .expired, .unknown: return "\(outcome)"
        case .notPayable(let reason): throw BrokenLaw(.nothingUnexpected, ["not payable: \(reason)"])
        }
    }

    private func arrive(at url: String) throws -> String {
        guard vnpay.open(url) else { throw BrokenLaw(.nothingUnexpected, ["VNPAY refuses \(url)"]) }
        return "at VNPAY"
    }

    /// The holder of an old link asks for a new one.
    func renewLink(_ house: House) async throws -> String? {
        let links = buyers.compactMap(\.link)
        guard !links.isEmpty else { return nil }
        let link = links[dice.below(links.count)]
        return "\(try await RenewLink(database: house.database, world: world, key: key)(paymentToken: link))"
    }

    /// At VNPAY's page: pays, is refused, goes away; rarely the bank takes another sum, takes it twice, takes it after
    /// the end of the time, or suspects fraud.
    func actAtGateway() -> String? {
        let now = clock.now
        let open = vnpay.pages.indices.filter { vnpay.pages[$0].state == .open }
        let payable = open.filter { now < vnpay.pages[$0].expiresAt }
        let overdue = open.filter {
            now >= vnpay.pages[$0].expiresAt && now < vnpay.pages[$0].expiresAt.adding(minutes: 60)
        }
        if !overdue.isEmpty, dice.below(5) == 0 {
            let index = overdue[dice.below(overdue.count)]
            returns.append(vnpay.charge(index, at: now))
            return "\(vnpay.pages[index].reference) charged late"
        }
        guard !payable.isEmpty else { return nil }
        let index = payable[dice.below(payable.count)]
        let reference = vnpay.pages[index].reference
        switch dice.below(100) {
        case 0..<70:
            returns.append(vnpay.charge(index, at: now))
            return "\(reference) charged"
        case 70..<73:
            returns.append(vnpay.charge(index, amountDong: vnpay.pages[index].amountDong - 1_000, at: now))
            return "\(reference) charged another sum"
        case 73..<76:
            returns.append(vnpay.charge(index, at: now))
            _ = vnpay.charge(index, at: now)
            return "\(reference) charged twice"
        case 76..<78:
            returns.append(vnpay.charge(index, isSuspected: true, at: now))
            return "\(reference) charged, suspected"
        case 78..<92:
            returns.append(vnpay.decline(index, at: now))
            return "\(reference) declined"
        default: return "\(reference) left alone"
        }
    }

    // MARK: Notices

    /// A notice is on its way: it arrives, arrives twice, is lost, or is lost for good.
    func bringNotice() async throws -> String? {
        let due = vnpay.notices.indices.filter { !vnpay.notices[$0].isOver && vnpay.notices[$0].due <= clock.now }
        guard !due.isEmpty else {
            // An old one comes once more, out of turn.
            guard !vnpay.notices.isEmpty, dice.below(3) == 0 else { return nil }
            let index = dice.below(vnpay.notices.count)
            return "again \(vnpay.notices[index].reference) \(try await deliver(index))"
        }
        let index = due[dice.below(due.count)]
        let reference = vnpay.notices[index].reference
        switch dice.below(20) {
        case 0, 1:
            vnpay.hear(nil, to: index, at: clock.now)
            return "\(reference) lost"
        case 2:
            vnpay.notices[index].isOver = true
            return "\(reference) lost for good"
        case 3: return "\(reference) twice \(try await deliver(index)) \(try await deliver(index))"
        default: return "\(reference) \(try await deliver(index))"
        }
    }

    /// Brings it to the house's door. An answer that the power failure swallowed was never given.
    @discardableResult
    func deliver(_ index: Int) async throws -> String {
        guard let house else { return "nobody is there" }
        let take = TakeNotice(database: house.database, world: world, gateway: house.ports.gateway)
        let answer = await take(rawQuery: vnpay.notices[index].query, address: "113.160.92.202")
        let heard = bug?.spoil(answer) ?? (house.life.isOver ? nil : answer.rawValue)
        vnpay.hear(heard, to: index, at: clock.now)
        return heard ?? "no answer"
    }

    /// Somebody who has no secret says that a page was paid.
    func forge(_ house: House) async throws -> String? {
        guard !vnpay.pages.isEmpty else { return nil }
        let page = vnpay.pages[dice.below(vnpay.pages.count)]
        let query = SimulatedVNPAY.notice(
            page,
            (page.amountDong, "99999999"),
            ("00", "00"),
            at: clock.now,
            secret: VNPAYSecret("GUESSED")
        )
        let take = TakeNotice(database: house.database, world: world, gateway: house.ports.gateway)
        let answer = await take(rawQuery: query, address: "198.51.100.66")
        return "\(page.reference) \(answer.rawValue)"
    }

    /// The payer's browser comes back, perhaps before the notice, perhaps never.
    func comeBack(_ house: House) async throws -> String? {
        guard !returns.isEmpty else { return nil }
        let query = returns.remove(at: dice.below(returns.count))
        let take = TakeReturn(database: house.database, world: world, key: key, gateway: house.ports.gateway)
        switch try await take(rawQuery: query, address: "203.0.113.200") {
        case .show: return "shown"
        case .forged: throw BrokenLaw(.nothingUnexpected, ["a genuine return was called forged"])
        case .unknown: throw BrokenLaw(.nothingUnexpected, ["a genuine return was not known"])
        }
    }
}

extension SimulatedVNPAY {
    /// Refunds go their way: in work, at the bank, back on the card; a tenth are refused.
    ///
    /// - Returns: Where they stand now; `nil` when none is under way.
    @discardableResult
    mutating func advanceRefunds(isWell: Bool, with dice: inout Dice) -> String? {
        let moving = refunds.indices.filter { ["05", "06"].contains(refunds[$0].status) }
        for index in moving {
            if !isWell, dice.below(10) == 0 {
                refunds[index].status = "09"
            } else {
                refunds[index].status = refunds[index].status == "05" ? "06" : "00"
            }
        }
        return moving.isEmpty ? nil : moving.map { refunds[$0].status }.joined(separator: " ")
    }
}
