package import Kernel
package import Storage

/// Empties the mailbox of bounces, a bounded number of mails at a time. A mail leaves the mailbox only after what it
/// says is durable; a crash in between brings it again, and it is known.
package struct CollectBounces: Sendable {
    /// How many mails were taken, and what they were.
    package struct Outcome: Hashable, Sendable {
        package var failed = 0
        package var noted = 0
        package var unknownLetter = 0
        package var unreadable = 0
        package var knownAlready = 0

        package init() {}

        /// All mails that left the mailbox.
        package var taken: Int { failed + noted + unknownLetter + unreadable + knownAlready }
    }

    private let mailbox: BounceMailbox
    private let take: TakeBounce

    /// - Parameter noticeOf: the notice of a return token, `nil` when the token does not prove itself.
    package init(
        database: any SQLDatabase,
        world: World,
        mailbox: BounceMailbox,
        noticeOf: @escaping @Sendable (String) -> Notice.ID?
    ) {
        self.mailbox = mailbox
        take = TakeBounce(database: database, world: world, read: mailbox.read, noticeOf: noticeOf)
    }

    /// - Throws: what the mailbox throws; or, after all mails had their turn, why one of them could not be kept at all.
    @discardableResult
    package func callAsFunction(limit: Int = 50) async throws -> Outcome {
        var outcome = Outcome()
        var taken: [String] = []
        var failure: (any Error)?
        for mail in try await mailbox.fetch(limit) {
            do {
                outcome.count(try await takeOrKeep(mail.bytes))
                taken.append(mail.uid)
            } catch is CancellationError {
                failure = CancellationError()
                break
            } catch {
                failure = error
            }
        }
        if !taken.isEmpty { try await mailbox.remove(taken) }
        if let failure { throw failure }
        return outcome
    }

    /// A mail that cannot be taken is kept with the reason, so that it does not come round for ever.
    private func takeOrKeep(_ bytes: [UInt8]) async throws -> TakeBounce.Outcome {
        do {
            return try await take(bytes)
        } catch let cancelled as CancellationError {
            throw cancelled
        } catch {
            return try await take.keep(bytes, reason: "\(error)")
        }
    }
}

extension CollectBounces.Outcome {
    fileprivate mutating func count(_ outcome: TakeBounce.Outcome) {
        switch outcome {
        case .failed: failed += 1
        case .noted: noted += 1
        case .unknownLetter: unknownLetter += 1
        case .unreadable: unreadable += 1
        case .knownAlready: knownAlready += 1
        }
    }
}
