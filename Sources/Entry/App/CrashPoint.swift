import Foundation
import Storage
import Synchronization

/// For crash trials: the process kills itself at the k-th durable step or outgoing call, as a power cut would, when
/// `QLDV_CRASH_AT_STEP=k` is set. Every commit and every call has a point before it and one after it.
final class CrashPoint: Sendable {
    private let steps = Mutex(0)
    private let target: Int

    init(target: Int) { self.target = target }

    static func fromEnvironment() -> CrashPoint? {
        ProcessInfo.processInfo.environment["QLDV_CRASH_AT_STEP"].flatMap(Int.init).map(CrashPoint.init(target:))
    }

    func pass() {
        let step = steps.withLock { steps in
            steps += 1
            return steps
        }
        if step == target { kill(getpid(), SIGKILL) }
    }

    func around<Value>(_ work: () async -> Value) async -> Value {
        pass()
        let value = await work()
        pass()
        return value
    }

    func around<Value, Failure: Error>(_ work: () async throws(Failure) -> Value) async throws(Failure) -> Value {
        pass()
        let value = try await work()
        pass()
        return value
    }
}

/// A database that passes a crash point before and after every transaction that writes.
struct CrashingDatabase: SQLDatabase {
    let base: any SQLDatabase
    let point: CrashPoint

    var dialect: Dialect { base.dialect }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await base.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        point.pass()
        let value = try await base.write(body)
        point.pass()
        return value
    }

    func migrate(_ migrations: [Migration]) async throws { try await base.migrate(migrations) }
    func checkSchema(_ migrations: [Migration]) async throws { try await base.checkSchema(migrations) }
}
