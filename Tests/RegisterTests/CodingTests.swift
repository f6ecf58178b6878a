import Testing

@testable import Register

/// Stored forms are hashed and kept for ever: these texts never change.
@Suite struct CodingTests {
    typealias F = Fixture

    static func text(_ value: some Encodable) throws -> String { String(decoding: try CanonicalJSON.encode(value), as: UTF8.self) }

    @Test("a transfer is stored as kind and data")
    func transfer() throws {
        let act = F.transfer(to: F.shares((F.buyer, "1/2"), (F.wife, "1/2")), .byShares, fulfils: "N-1")
        #expect(
            try Self.text(act)
                == #"{"data":{"cause":"sale","form":"byShares","from":[{"id":"developer","kind":"enterprise"}],"fulfils":"N-1","price":90000000,"#
                + #""to":[{"party":{"id":"buyer","kind":"person"},"share":"1/2"},{"party":{"id":"wife","kind":"person"},"share":"1/2"}]},"kind":"transfer"}"#)
    }

    static let alternatives: [(Act, String)] = [
        (
            .change(Change(.holderDetails(of: F.buyer))),
            #"{"data":{"matter":{"kind":"holder-details","party":{"id":"buyer","kind":"person"}}},"kind":"change"}"#
        ),
        (
            .change(Change(.coOwnership(.sole, [Holder(party: F.buyer)]))),
            #"{"data":{"matter":{"form":"sole","holders":[{"party":{"id":"buyer","kind":"person"}}],"kind":"co-ownership"}},"kind":"change"}"#
        ),
        (
            .change(Change(.landTerm(from: nil, until: F.day("2092-01-01")))),
            #"{"data":{"matter":{"kind":"land-term","until":"2092-01-01"}},"kind":"change"}"#
        ),
        (
            .correct(Correct(.mortgageAmount(EntryID("M-1"), Money(yuan: 1)), ground: "笔误")),
            #"{"data":{"ground":"笔误","matter":{"amount":100,"kind":"mortgage-amount","mortgage":"M-1"}},"kind":"correct"}"#
        ),
        (
            F.residence(F.buyer, .lifetime),
            #"{"data":{"from":"2026-11-23","holders":[{"id":"buyer","kind":"person"}],"paid":false,"scope":"整套","term":{"kind":"lifetime"}},"kind":"grant-residence"}"#
        ),
        (F.endSeizure("S-1"), #"{"data":{"document":"(2026)赣0102执解1号","reason":"lifted","seizure":"S-1"},"kind":"end-seizure"}"#),
    ]

    @Test("each alternative is stored under its own name", arguments: alternatives)
    func alternative(act: Act, stored: String) throws {
        #expect(try Self.text(act) == stored)
        #expect(try CanonicalJSON.decode(Act.self, from: Array(stored.utf8)) == act)
    }

    @Test("the basis of a filing is stored under its name")
    func basis() throws {
        let bases: [(Filing.Basis, String)] = [
            (.application(by: [F.buyer], pledged: []), #"{"by":[{"id":"buyer","kind":"person"}],"kind":"application","pledged":[]}"#),
            (.order(authority: "法院", document: "1号"), #"{"authority":"法院","document":"1号","kind":"order"}"#),
            (.exOfficio(ground: "更正"), #"{"ground":"更正","kind":"ex-officio"}"#),
        ]
        for (basis, stored) in bases {
            #expect(try Self.text(basis) == stored)
            #expect(try CanonicalJSON.decode(Filing.Basis.self, from: Array(stored.utf8)) == basis)
        }
    }

    @Test(
        "an unknown kind is refused",
        arguments: [#"{"data":{},"kind":"teleport"}"#, #"{"data":{"matter":{"kind":"x"}},"kind":"change"}"#, #"{"kind":"cancel"}"#, #"{"data":{}}"#])
    func unknown(stored: String) {
        #expect(throws: DecodingError.self) { try CanonicalJSON.decode(Act.self, from: Array(stored.utf8)) }
    }
}
