import Register
import Testing

@testable import Casework

@Suite("Who carries which book on") struct EscrowHandsTests {
    private func book(_ id: String, until seconds: Double = 30) -> ClaimedBook {
        ClaimedBook(book: id, lease: OfficeFixture.noon.adding(seconds: seconds))
    }

    @Test("a book is in one hand, which goes on with it if it was claimed again meanwhile, once")
    func once() {
        let hands = EscrowHands(atMost: 2)
        #expect(hands.take(book("a")) && hands.take(book("b")) && hands.free() == 0)
        #expect(!hands.take(book("a", until: 40)) && !hands.take(book("a", until: 50)), "somebody has it in hand")
        let again = hands.finish(book("a"))
        #expect(again.again?.book == "a" && again.again?.lease == book("a", until: 50).lease, "the newest claim holds")
        #expect(!again.isAwaited && hands.free() == 0, "the hand isn't free yet")
        let done = hands.finish(book("a", until: 50))
        #expect(done.again == nil && done.isAwaited, "somebody found none free")
        #expect(hands.free() == 1)
        #expect(hands.take(book("a")), "what comes later begins anew")
        #expect(!hands.finish(book("b")).isAwaited && !hands.finish(book("a")).isAwaited, "nobody has looked since")
        #expect(hands.free() == 2)
    }

    @Test("what is on its way is counted apart from what has moved")
    func tidings() {
        #expect(EscrowRung(stored: 0).isSilent)
        let heard = EscrowRung(stored: EscrowTidings.heard.weight)
        #expect(heard.isSilent && !heard.hasMoved && !heard.isOnItsWay)
        let moved = EscrowRung(stored: EscrowTidings.moved.weight * 3 + EscrowTidings.restated.weight)
        #expect(!moved.isSilent && moved.hasMoved && !moved.isOnItsWay && moved.isRestated)
        let restated = EscrowRung(stored: EscrowTidings.restated.weight * 2)
        #expect(!restated.isSilent && !restated.hasMoved && !restated.isOnItsWay && restated.isRestated)
        let both = EscrowRung(stored: EscrowTidings.onItsWay.weight * 5 + EscrowTidings.moved.weight)
        #expect(both.hasMoved && both.isOnItsWay && !both.isRestated)
        let coming = EscrowRung(stored: EscrowTidings.onItsWay.weight)
        #expect(!coming.isSilent && !coming.hasMoved && coming.isOnItsWay)
    }
}
