import Packing
import Testing

@Suite("Packed bytes") struct PackingTests {
    private static let samples: [[UInt8]] = [
        [], [7], Array("登记簿".utf8), Array(repeating: 0, count: 1 << 20), (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) },
    ]

    @Test("come back as they were", arguments: Packing.allCases)
    func whole(packing: Packing) throws {
        for sample in Self.samples {
            for effort in [Packing.Effort.some, .most] {
                let packed = try packing.pack(sample, effort)
                #expect(try packing.unpack(packed, atMost: sample.count) == sample)
                #expect(packing != .gzip || packed.starts(with: [0x1F, 0x8B]))
            }
        }
    }

    @Test("that would fill a memory are refused, however small they are", arguments: Packing.allCases)
    func bomb(packing: Packing) throws {
        let bomb = try packing.pack(Array(repeating: 0, count: 40 << 20), .most)
        #expect(bomb.count < 60_000)
        #expect(throws: PackingError.tooLarge(limit: 32 << 20)) { try packing.unpack(bomb, atMost: 32 << 20) }
        #expect(throws: PackingError.tooLarge(limit: (40 << 20) - 1)) { try packing.unpack(bomb, atMost: (40 << 20) - 1) }
        #expect(throws: PackingError.tooLarge(limit: 0)) { try packing.unpack(bomb, atMost: 0) }
    }

    @Test("in several members are one, and bounded as one")
    func members() throws {
        let one = try Packing.gzip.pack(Array(repeating: 1, count: 1_000), .some)
        #expect(try Packing.gzip.unpack(one + one, atMost: 2_000).count == 2_000)
        #expect(throws: PackingError.tooLarge(limit: 1_999)) { try Packing.gzip.unpack(one + one, atMost: 1_999) }
        #expect(throws: PackingError.damaged) { try Packing.gzip.unpack(one + [1, 2, 3], atMost: 2_000) }
    }

    @Test("that break off or are altered are refused, never read by half", arguments: Packing.allCases)
    func damaged(packing: Packing) throws {
        let sample = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * $0) }
        let packed = try packing.pack(sample, .some)
        for end in [0, 1, 2, 9, packed.count / 2, packed.count - 5, packed.count - 1] {
            #expect(throws: PackingError.truncated, "\(end)") { try packing.unpack(Array(packed[..<end]), atMost: 10_000) }
        }
        for place in [0, 1, packed.count / 2, packed.count - 1] {
            var altered = packed
            altered[place] ^= 0x41
            #expect(throws: PackingError.self, "\(place)") { try packing.unpack(altered, atMost: 1 << 20) }
        }
    }

    @Test("of an answer are unpacked as its header says, and nothing else is taken")
    func bodies() throws {
        let packed = try Packing.gzip.pack([1, 2, 3], .some)
        #expect(try Packing.body(packed, contentEncoding: "gzip", atMost: 3) == [1, 2, 3])
        #expect(try Packing.body(packed, contentEncoding: "X-GZIP", atMost: 3) == [1, 2, 3])
        #expect(try Packing.body([1, 2, 3], contentEncoding: nil, atMost: 3) == [1, 2, 3])
        #expect(throws: PackingError.tooLarge(limit: 2)) { try Packing.body([1, 2, 3], contentEncoding: nil, atMost: 2) }
        #expect(throws: PackingError.unknownEncoding("br")) { try Packing.body(packed, contentEncoding: "br", atMost: 3) }
    }
}
