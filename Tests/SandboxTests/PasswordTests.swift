import Dispatch
import PasswordsSodium
import People
import Testing

@Suite struct PasswordTests {
    @Test func `a password is known again, and no other`() async throws {
        let passwords = PasswordHashing.argon2id()
        let hash = try await passwords.hash("Mật khẩu Tiếng Việt")
        #expect(hash.hasPrefix("$argon2id$"))
        #expect(try await passwords.hash("Mật khẩu Tiếng Việt") != hash)
        #expect(await passwords.verify("Mật khẩu Tiếng Việt", hash))
        // The same letters as other keyboards send them: base and accents apart.
        #expect(
            await passwords.verify(
                "M\u{61}\u{323}\u{302}t kh\u{61}\u{302}\u{309}u Ti\u{65}\u{302}\u{301}ng Vi\u{65}\u{323}\u{302}t",
                hash
            )
        )
        #expect(await !passwords.verify("Mật khẩu tiếng Việt", hash))
        #expect(await !passwords.verify("Mật khẩu Tiếng Việt", "not a hash"))
        await #expect(throws: Argon2idError.notHashed) { try await passwords.hash("") }
        await #expect(throws: Argon2idError.notHashed) {
            try await passwords.hash(String(repeating: "a", count: 2_000))
        }
    }

    @Test func `more than may wait are turned away`() async {
        let bench = HashingBench(atOnce: 1, limit: 1)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let release = DispatchSemaphore(value: 0)
        async let first = bench.run {
            enter.yield()
            release.wait()
            return "hashed"
        }
        for await _ in entered { break }
        #expect(await bench.run { "hashed" } == nil)
        release.signal()
        #expect(await first == "hashed")
        #expect(await bench.run { "hashed" } == "hashed")
    }

    @Test func `who is turned away is told so, and is not let in`() async throws {
        let full = PasswordHashing.argon2id(atOnce: 1, waiting: -1)
        await #expect(throws: Argon2idError.tooManyWaiting) { try await full.hash("x") }
        #expect(await !full.verify("x", try PasswordHashing.argon2id().hash("x")))
    }
}
