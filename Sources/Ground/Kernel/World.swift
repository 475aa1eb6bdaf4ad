import struct Foundation.UUID

/// What no pure function can know: the time, and bytes nobody can guess. Made live in `App`, by hand in a test.
package struct World: Sendable {
    package let now: Now
    /// That many unpredictable bytes, from the system's generator.
    package let randomBytes: @Sendable (_ count: Int) -> [UInt8]

    package init(now: @escaping Now, randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]) {
        self.now = now
        self.randomBytes = randomBytes
    }

    /// A new identifier: UUID version 7 (RFC 9562), so that later rows come later in their index.
    package func newID<Entity>(_: Entity.Type = Entity.self) -> ID<Entity> {
        let time = UInt64(bitPattern: now().milliseconds)
        var bytes = randomBytes(16)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: time >> (40 - 8 * UInt64(index))) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        return ID(
            UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                    bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
                )
            )
        )
    }
}
