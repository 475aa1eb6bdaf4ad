import Billing
import Contracts
import Journal
import Kernel
import Organisation
import People
import Statements
import Storage

/// The one link under which what a letter is about can be paid. A request that asks for exactly that is used again, and
/// its link while it works; the links of every other request for these months are closed. Those requests stay: somebody
/// may be paying one at the gateway, and what is paid closes the others.
struct AskAgain {
    let world: World
    let key: ServerKey
    let connection: any SQLConnection

    func callAsFunction(_ statements: [Statement], of contract: Contract) throws -> PaymentLink {
        let wanted = Set(statements.map(\.id))
        var same: PaymentRequest?
        var seen: Set<PaymentRequest.ID> = []
        for statement in statements {
            for request in try PaymentRequest.all(of: statement.id, on: connection)
            where request.state == .open && seen.insert(request.id).inserted {
                if same == nil, try Set(Statement.all(of: request.id, on: connection).map(\.id)) == wanted {
                    same = request
                } else {
                    try PaymentLink.revokeAll(of: request.id, at: world.now(), on: connection)
                }
            }
        }
        guard let same else {
            return try PaymentRequest.open(for: statements, of: contract, key, in: world, on: connection)
        }
        if let link = try PaymentLink.latest(of: same.id, on: connection), link.isLive(at: world.now()) { return link }
        let link = PaymentLink(id: world.newID(), of: same, at: world.now())
        try link.insert(key, on: connection)
        return link
    }
}

extension Statement {
    /// Nobody is asked for it any more: every open request for it is closed, with its links. What else they asked for
    /// keeps requests of its own.
    func withdrawRequests(_ event: PaymentRequest.Event, in world: World, on connection: any SQLConnection) throws {
        for var request in try PaymentRequest.all(of: id, on: connection) where request.state == .open {
            _ = try request.apply(event)
            try request.update(from: .open, at: world.now(), on: connection)
            try PaymentLink.revokeAll(of: request.id, at: world.now(), on: connection)
        }
    }
}
