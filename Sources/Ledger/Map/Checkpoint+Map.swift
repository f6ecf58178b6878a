/// How a checkpoint commits to the map: by one further line, which the log and its witnesses sign with the rest.
extension Checkpoint {
    private static let mapWord = "dengbu-map "

    /// A checkpoint over a log and the map of what the log's entries lead to.
    package init(origin: String, size: Int, root: Digest32, mapRoot: Digest32) throws(LedgerError) {
        try self.init(origin: origin, size: size, root: root, extensions: [Checkpoint.mapWord + mapRoot.base64])
    }

    /// The root of the map; nil for a checkpoint of before there was one.
    /// - Throws: `malformedCheckpoint` for a line that isn't a root, and for two.
    package var mapRoot: Digest32? {
        get throws(LedgerError) {
            var found: Digest32?
            for line in extensions where line.utf8.starts(with: Checkpoint.mapWord.utf8) {
                guard found == nil, let root = Digest32(base64: line.dropFirst(Checkpoint.mapWord.count)) else {
                    throw .malformedCheckpoint("it has to commit to one map: \(line)")
                }
                found = root
            }
            return found
        }
    }
}
