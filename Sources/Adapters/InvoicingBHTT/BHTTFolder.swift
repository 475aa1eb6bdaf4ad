import BHTT
import Foundation
import Invoicing

/// BHTT by files: a document for each invoice in one folder, an answer for each in another. A document put down twice
/// is one invoice, since its key is its name: so what may or may not have been written is simply written again.
struct BHTTFolder: Sendable {
    let outgoing: URL
    let answers: URL

    func save(_ body: [UInt8], key: String) throws(InvoicingFailure) -> BHTTFormat.Answer {
        if let known = try answer(key) {
            guard known.state == .refused else { return known }
            // Sent again: the old answer is kept, under a name that nobody looks for.
            try moving(
                answers,
                BHTTFormat.FileName.answer(key: key),
                to: "\(BHTTFormat.FileName.answer(key: key)).\(known.id).old"
            )
        }
        let name = BHTTFormat.FileName.document(key: key)
        let temporary = outgoing.appending(path: BHTTFormat.FileName.temporary(name))
        do {
            for folder in [outgoing, answers] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            try Data(body).write(to: temporary)
            let target = outgoing.appending(path: name)
            if FileManager.default.fileExists(atPath: target.path) {
                _ = try FileManager.default.replaceItemAt(target, withItemAt: temporary)
            } else {
                try FileManager.default.moveItem(at: temporary, to: target)
            }
        } catch {
            throw .notSent(reason: "the document cannot be put down: \(error.localizedDescription)")
        }
        return BHTTFormat.Answer(key: key, id: "", state: .received)
    }

    /// `nil` when there is no answer and no document waits: then putting it down (again) does no harm.
    func find(_ key: String) throws(InvoicingFailure) -> BHTTFormat.Answer? {
        if let answer = try answer(key) { return answer }
        let waiting = outgoing.appending(path: BHTTFormat.FileName.document(key: key))
        return FileManager.default.fileExists(atPath: waiting.path)
            ? BHTTFormat.Answer(key: key, id: "", state: .received) : nil
    }

    private func answer(_ key: String) throws(InvoicingFailure) -> BHTTFormat.Answer? {
        let file = answers.appending(path: BHTTFormat.FileName.answer(key: key))
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: file))
        } catch {
            throw .notSent(reason: "the answer cannot be read: \(error.localizedDescription)")
        }
        do throws(BHTTFormat.AnswerError) {
            let answer = try BHTTFormat.readAnswer(bytes)
            guard answer.key == key else { throw .unreadable("an answer to \(answer.key)") }
            return answer
        } catch {
            // A person has to look at the file; until then nothing is known.
            throw .notSent(reason: "\(file.lastPathComponent): \(error)")
        }
    }

    private func moving(_ folder: URL, _ name: String, to other: String) throws(InvoicingFailure) {
        do {
            let target = folder.appending(path: other)
            if FileManager.default.fileExists(atPath: target.path) { try FileManager.default.removeItem(at: target) }
            try FileManager.default.moveItem(at: folder.appending(path: name), to: target)
        } catch {
            throw .notSent(reason: "the old answer cannot be put aside: \(error.localizedDescription)")
        }
    }
}
