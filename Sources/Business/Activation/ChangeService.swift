import Alarms
package import Contracts
package import Journal
package import Kernel
package import Organisation
package import Storage

/// Delivers one order about a service: tells the product's system, and writes down what it answered. May be called any
/// number of times, and in any order: a later order about the same service makes an earlier one void.
package struct ChangeService: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let port: ServicePort

    package init(database: any SQLDatabase, world: World, port: ServicePort) {
        self.database = database
        self.world = world
        self.port = port
    }

    private struct Work: Sendable {
        let order: ServiceOrder
        let activation: LineActivation
        let isLatest: Bool
        let isFrozen: Bool
    }

    package func callAsFunction(_ id: ServiceOrder.ID) async throws -> Delivery {
        let found = try await database.read { connection -> Work? in
            guard let order = try ServiceOrder.find(id, on: connection),
                let activation = try LineActivation.find(order.activation, on: connection)
            else { return nil }
            let latest = try ServiceOrder.latest(of: activation.id, on: connection)
            return Work(
                order: order,
                activation: activation,
                isLatest: latest?.id == order.id,
                isFrozen: try Alarm.freezes("contract:\(order.contract)", on: connection)
            )
        }
        guard let work = found else { return .park(reason: "there is no service order \(id)") }
        let (order, activation) = (work.order, work.activation)
        switch order.state {
        case .done, .superseded: return .done
        case .refused(let reason): return .park(reason: reason)
        case .requested: break
        }
        guard work.isLatest else {
            try await settle(id, .overtaken)
            return .done
        }
        guard !work.isFrozen else { return .waiting(milliseconds: Alarm.frozenMilliseconds) }
        let task = ServiceTask(
            key: activation.key,
            sequence: order.sequence,
            wanted: order.wanted,
            quantity: order.quantity,
            cause: order.cause,
            day: order.day
        )
        switch await port.change(task) {
        case .done:
            try await settle(id, .carriedOut)
            return .done
        case .outdated:
            try await settle(id, .overtaken)
            return .done
        case .refused(let reason):
            try await settle(id, .refused(reason: reason))
            return .park(reason: reason)
        case .tryLater(let reason):
            return .failed(reason: reason)
        }
    }

    private func settle(_ id: ServiceOrder.ID, _ event: ServiceOrder.Event) async throws {
        try await database.write { [world] connection in
            guard var order = try ServiceOrder.find(id, on: connection),
                let contract = try Contract.find(order.contract, on: connection)
            else { return }
            let previous = order.state
            guard order.apply(event) else { return }
            try order.update(from: previous, at: world.now(), on: connection)
            switch order.state {
            case .requested, .superseded: break
            case .done: try order.record("service.\(order.wanted.rawValue)", "", of: contract, in: world, connection)
            case .refused(let reason):
                try order.record("service.refused", reason, of: contract, in: world, connection)
                try contract.tellOfRefusal(of: order, reason, in: world, on: connection)
            }
        }
    }
}

/// Somebody has mended what a product's system refused: it is told again.
package struct RetryServiceOrder: Sendable {
    package enum Outcome: Hashable, Sendable { case retried, notAllowed, unknown, notRefused }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ id: ServiceOrder.ID, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var order = try ServiceOrder.find(id, on: connection),
                let contract = try Contract.find(order.contract, on: connection)
            else { return .unknown }
            guard actor.may(.retryActivations, on: contract.belonging) else { return .notAllowed }
            let released = try order.releaseMessage(at: world.now(), on: connection)
            let previous = order.state
            let isChanged = order.apply(.retried)
            if isChanged { try order.update(from: previous, at: world.now(), on: connection) }
            guard isChanged || released else { return .notRefused }
            try contract.record("service.retried", by: actor, order.wanted.rawValue, in: world, connection)
            try InboxItem.settle([.serviceRefused], about: contract.subject, at: world.now(), on: connection)
            return .retried
        }
    }
}

extension ServiceOrder {
    fileprivate func record(
        _ action: String,
        _ reason: String,
        of contract: Contract,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: contract.subject,
            by: .partner("provisioning"),
            [
                "activation": "\(activation)", "sequence": "\(sequence)", "wanted": wanted.rawValue,
                "quantity": "\(quantity)", "reason": reason,
            ],
            in: world,
            connection
        )
    }
}

extension Contract {
    /// A person has to look: whoever looks after it, and whoever may ask again.
    fileprivate func tellOfRefusal(
        of order: ServiceOrder,
        _ reason: String,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let people = try StaffMember.active(.itApprover, on: connection) + StaffMember.active(.admin, on: connection)
        try InboxMessage(
            .serviceRefused,
            about: subject,
            fact: "\(order.id)/\(world.now().milliseconds)",
            detail: reason,
            isTask: true
        ).put(to: Set(people.map(\.id)).union(belonging.people), in: world, on: connection)
    }

    /// Tells the product's system about every service of the contract that runs. What has ended stays ended.
    package func orderServices(
        _ wanted: ServiceOrder.Wanted,
        cause: ServiceOrder.Cause,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        for activation in try LineActivation.all(of: id, on: connection) where activation.isActive {
            let latest = try ServiceOrder.latest(of: activation.id, on: connection)
            guard latest?.wanted != .ended else { continue }
            let bought = lines.first { $0.id == activation.line }?.quantity ?? 1
            let opening = ServiceOrder.Opening(wanted, quantity: latest?.quantity ?? bought, cause: cause)
            try ServiceOrder.request(opening, of: activation, in: world, on: connection)
        }
    }
}
