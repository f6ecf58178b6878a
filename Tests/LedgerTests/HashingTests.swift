import Chance
import Ledger
import Testing

/// The constants that transparency-dev/merkle publishes (testonly/constants.go) and RFC 6962 section 2.1.3 pictures.
enum PublishedTree {
    static let entries: [[UInt8]] = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map { Hexadecimal.decode($0.utf8)! }

    static let leaves: [Digest32] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
    ].map { Digest32(hex: $0)! }

    /// By number of entries, from none.
    static let roots: [Digest32] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ].map { Digest32(hex: $0)! }
}

@Suite("Hashing")
struct HashingTests {
    @Test("Leaf hashes are those of the published tree")
    func leaves() {
        #expect(PublishedTree.entries.map { MerkleHash.leaf($0) } == PublishedTree.leaves)
    }

    @Test("Roots of 0 to 8 entries are those of the published tree, compact and from tiles", arguments: 0...8)
    func roots(size: Int) throws {
        var range = CompactRange()
        var builder = TreeBuilder()
        for leaf in PublishedTree.leaves.prefix(size) {
            range.append(leaf)
            builder.append(leaf)
        }
        #expect(range.root == PublishedTree.roots[size])
        #expect(builder.root == PublishedTree.roots[size])
        var reader = TreeReader(size: size, source: MemoryTiles.tree(PublishedTree.leaves.prefix(size)))
        #expect(try reader.root() == PublishedTree.roots[size])
    }

    @Test("A leaf can't pass for a node")
    func prefixes() {
        let (a, b) = (PublishedTree.leaves[0], PublishedTree.leaves[1])
        #expect(MerkleHash.leaf(a.bytes + b.bytes) != MerkleHash.node(a, b))
        #expect(MerkleHash.node(a, b) != MerkleHash.node(b, a))
    }

    @Test("A digest survives each of its texts and refuses other lengths")
    func digestTexts() {
        let digest = PublishedTree.roots[8]
        #expect(Digest32(hex: digest.hex) == digest)
        #expect(Digest32(hex: digest.hex.uppercased()) == digest)
        #expect(Digest32(base64: digest.base64) == digest)
        #expect(digest.base64 == "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=")
        #expect(Digest32(digest.bytes) == digest)
        #expect(Digest32(digest.bytes.dropLast()) == nil)
        #expect(Digest32(digest.bytes + [0]) == nil)
        #expect(Digest32(hex: String(digest.hex.dropLast())) == nil)
        #expect(Digest32(hex: "g" + digest.hex.dropFirst()) == nil)
    }

    @Test("Base64 knows the examples of RFC 4648")
    func base64Examples() {
        let pairs = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=", "foobar": "Zm9vYmFy"]
        for (plain, text) in pairs {
            #expect(Base64.encode(plain.utf8) == text)
            #expect(Base64.decode(text.utf8) == Array(plain.utf8))
        }
    }

    @Test(
        "Base64 refuses every second form of the same bytes",
        arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", " Zm9v", "Zm9v=", "Zg==Zg==", "Zm-_", "Zm=v", "Zm9vé"])
    func base64Refusals(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test("Base64 returns random bytes of every length")
    func base64RoundTrip() {
        var dice = SeededDice(seed: 64)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
            #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes).utf8) == bytes)
        }
    }
}
