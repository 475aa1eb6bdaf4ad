import Foundation
import Kernel
import Schema
import Storage
import StoragePostgres
import StorageSQLite

/// What `qldv doctor` looks at on this machine and in the database.
struct DatabaseCheckUp: Sendable {
    let settings: Settings

    /// Below this, a busy day may fill the disk.
    private static let fewBytes: Int64 = 5_000_000_000
    /// Below this, it is a matter of hours.
    private static let tooFewBytes: Int64 = 500_000_000

    func findings() async -> [Finding] {
        var findings = [zone, clock]
        do {
            // A file that is not there yet must not be made by looking at it.
            let path = settings.database.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
            if settings.database.hasPrefix("sqlite:"), !FileManager.default.fileExists(atPath: path) {
                return findings + [Finding("database", .wrong, "\(path) is not there: run qldv migrate"), disk]
            }
            let database = try openDatabase(settings.database)
            findings += try await durability(database)
            try await database.checkSchema(.qldv)
            findings.append(Finding("schema", .fine, [Migration].qldv.last?.name ?? ""))
        } catch let error as SchemaError {
            findings.append(Finding("schema", .wrong, "\(error): run qldv migrate with this program"))
        } catch {
            findings.append(Finding("database", .wrong, "\(error)"))
        }
        return findings + [disk]
    }

    private var zone: Finding {
        Finding("zone", .fine, "this machine is in \(TimeZone.current.identifier); business days are those of UTC+7")
    }

    private var clock: Finding {
        guard let clock = settings.clock else { return Finding("clock", .fine, "the machine's") }
        return Finding("clock", .wrong, "set to \(clock.iso8601) by QLDV_CLOCK: take that away")
    }

    private func durability(_ database: any SQLDatabase) async throws -> [Finding] {
        var list: [DurabilitySetting] = []
        var findings: [Finding] = []
        if let sqlite = database as? SQLiteDatabase { list = try await sqlite.durability() }
        if let postgres = database as? PostgresDatabase {
            list = try await postgres.durability()
            let seconds = abs(try await postgres.time().milliseconds - now.milliseconds) / 1_000
            findings.append(
                Finding(
                    "database clock",
                    seconds <= 2 ? .fine : seconds <= 60 ? .warning : .wrong,
                    "\(seconds) s from this machine's" + (seconds <= 2 ? "" : ": let both follow one NTP server")
                )
            )
        }
        return findings
            + list.map { setting in
                Finding(
                    "database \(setting.name)",
                    setting.isSafe ? .fine : .wrong,
                    setting.value + (setting.isSafe ? "" : ": a confirmed payment may be lost in a power cut")
                )
            }
    }

    private var disk: Finding {
        let path =
            settings.database.hasPrefix("sqlite:")
            ? URL(filePath: String(settings.database.dropFirst("sqlite:".count))).deletingLastPathComponent().path : "."
        guard let values = try? FileManager.default.attributesOfFileSystem(forPath: path),
            let free = (values[.systemFreeSize] as? NSNumber)?.int64Value
        else { return Finding("disk", .warning, "the free space of \(path) cannot be read") }
        let state: Finding.State = free < Self.tooFewBytes ? .wrong : free < Self.fewBytes ? .warning : .fine
        return Finding("disk", state, "\(free / 1_000_000) MB free at \(path)")
    }

    private var now: Timestamp { Timestamp(Date()) }
}
