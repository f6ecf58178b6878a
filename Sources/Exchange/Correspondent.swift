package import Contracts

/// A peer by the name that people know it by.
package struct Correspondent: Hashable, Sendable {
    package let peer: Peer
    package let name: String

    package init(_ peer: Peer, name: String? = nil) {
        self.peer = peer
        self.name = name ?? peer.department.chinese
    }

    /// A department that there is once.
    package init(_ department: Department) { self.init(Peer(department)) }
}
