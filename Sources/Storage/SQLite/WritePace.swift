/// Whether a group of writes had better wait a little for further ones before it begins.
///
/// A commit costs its sync, and every page that it changes is written to the log of writes once more, however little changed on it. Where many
/// write at the same time and the writer is idle all the same, it is the processors that are short, because what the writes belong to keeps them
/// busy: then fewer and larger groups leave more of them to the work itself, for some milliseconds that each write takes longer. Every reader, too, has to
/// read its pages anew after a commit. PostgreSQL knows the same as `commit_delay` and `commit_siblings`. A writer that is busy itself gathers
/// larger groups without waiting, and who writes alone waits for nobody.
struct WritePace {
    /// Writes in a group, as they have lately been.
    private var size = 1.0
    /// Which part of the time the writer has lately been at work.
    private var load = 1.0
    private var began: UInt64 = 0
    private var ended: UInt64 = 0

    /// Of how many groups what they were like still counts for something.
    private static let memory = 16.0
    /// From this many writes in a group on there are others who write at the same time.
    private static let siblings = 2.5
    /// A writer that works more than this gathers by itself.
    private static let busy = 0.6
    /// So many writes share a commit well enough: nobody waits for more.
    static let enough = 32
    /// How often it is looked, while others are waited for, whether they are enough.
    static let looks = 4

    /// Whether it is worth waiting now.
    var gathers: Bool { size >= Self.siblings && load <= Self.busy }

    mutating func begins(at now: UInt64) {
        began = now
    }

    /// - Parameters:
    ///   - writes: how many the group had.
    ///   - now: nanoseconds of a clock that never goes back.
    mutating func ends(with writes: Int, at now: UInt64) {
        if ended > 0, now > ended { load += (Double(now - began) / Double(now - ended) - load) / Self.memory }
        size += (Double(writes) - size) / Self.memory
        ended = now
    }
}
