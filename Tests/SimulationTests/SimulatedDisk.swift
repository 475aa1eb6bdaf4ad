import Foundation
import Schema
import StorageSQLite
import TestKit

/// A database file of its own for one run, gone with the run. A file, and not memory: what a process wrote has to be
/// there for the next one, by the same engine and the same journal as in production.
final class SimulatedDisk: Sendable {
    let database: SQLiteDatabase
    private let folder: URL

    init() async throws {
        // Memory that looks like a disk where there is some: nothing here waits for a real one.
        let memory = URL(filePath: "/dev/shm")
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        folder = (isThere ? memory : FileManager.default.temporaryDirectory)
            .appending(path: "qldv-simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let migrated = try await TestEngine.sqlite.database(.qldv) as? SQLiteDatabase else {
            throw Simulation.Unexpected(what: "no SQLite")
        }
        let file = folder.appending(path: "qldv.sqlite").path
        try await migrated.backUp(to: file)
        database = try SQLiteDatabase(path: file)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
