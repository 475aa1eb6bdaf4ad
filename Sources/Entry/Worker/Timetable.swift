package import Logging
import ServiceLifecycle

/// Jobs that come round by the clock. Each has a bound of its own and finds its work in the database, so that any
/// number of workers may run the same timetable.
package struct Timetable: Service {
    package struct Job: Sendable {
        package let name: String
        package let everySeconds: Int
        /// Does a bounded amount of work; how much, for the log.
        package let run: @Sendable () async throws -> Int

        package init(name: String, everySeconds: Int, run: @escaping @Sendable () async throws -> Int) {
            self.name = name
            self.everySeconds = everySeconds
            self.run = run
        }
    }

    private let jobs: [Job]
    private let logger: Logger

    package init(jobs: [Job], logger: Logger) {
        self.jobs = jobs
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for job in jobs { group.addTask { await turn(job) } }
            }
        }
    }

    private func turn(_ job: Job) async {
        while !Task.isCancelled {
            do {
                let done = try await job.run()
                if done > 0 { logger.debug("job", metadata: ["name": "\(job.name)", "done": "\(done)"]) }
                try await Task.sleep(for: .seconds(job.everySeconds))
            } catch is CancellationError {
                return
            } catch {
                logger.error("job failed", metadata: ["name": "\(job.name)", "error": "\(error)"])
                do { try await Task.sleep(for: .seconds(job.everySeconds)) } catch { return }
            }
        }
    }
}
