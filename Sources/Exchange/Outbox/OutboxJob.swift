import Contracts
import Register
import Seals

/// A message that was taken out of the outbox to be delivered.
struct OutboxJob: Sendable {
    enum Payload: Sendable {
        case plain([UInt8])
        case sealed([UInt8])
    }
    let id: String
    let peer: String
    let contract: String
    let caseID: String?
    let purpose: String
    let payload: Payload
    let attempts: Int64

    /// What it says; nil for a message that was altered in the store, or sealed with a key that is gone.
    func opened(_ cipher: FieldCipher, region: String) -> [UInt8]? {
        switch payload {
        case .plain(let bytes): bytes
        case .sealed(let bytes): (try? cipher.open(bytes, context: Outbox.payloadContext(id, region: region))).map { Array($0.utf8) }
        }
    }
}

/// What travels to a receiver in one envelope: one message, or several where the receiver takes them so.
struct OutboxLetter: Sendable {
    struct Item: Sendable {
        let job: OutboxJob
        let message: Batch.Message
        /// Of the message, counted once.
        let weight: Int

        init(job: OutboxJob, message: Batch.Message) {
            self.job = job
            self.message = message
            weight = message.weight
        }
    }
    let peer: Peer
    private(set) var items: [Item]
    private var weight: Int

    private init(_ item: Item, to peer: Peer) {
        self.peer = peer
        items = [item]
        weight = item.weight
    }

    private func hasRoom(for item: Item) -> Bool { items.count < Batch.messageLimit && weight + item.weight <= Batch.byteLimit }

    /// Puts messages together that go to one receiver, in the order in which they were taken.
    /// - Parameter together: whether a message may travel with others: its receiver takes batches, and nothing speaks against it.
    static func sorted(_ items: [(peer: Peer, item: Item)], together: (Peer, Item) -> Bool) -> [OutboxLetter] {
        var letters: [OutboxLetter] = []
        // Where the letter to a receiver lies that is not full yet.
        var open: [Peer: Int] = [:]
        for (peer, item) in items {
            guard item.weight <= Batch.byteLimit, together(peer, item) else {
                letters.append(OutboxLetter(item, to: peer))
                continue
            }
            if let place = open[peer], letters[place].hasRoom(for: item) {
                letters[place].items.append(item)
                letters[place].weight += item.weight
            } else {
                open[peer] = letters.count
                letters.append(OutboxLetter(item, to: peer))
            }
        }
        return letters
    }
}
