package import Register
import Seals
package import Storage

/// What an institution does about its call-backs.
package struct CallbackDesk: Sendable {
    package enum Refusal: Error, Hashable, Sendable {
        case address(CallbackAddress.Fault)
        case unknown
        case tooMany
        /// The same address is there already.
        case known
        /// It is switched off, or not proved yet.
        case notOn
    }

    package static let limit = 5
    package static let testKind = "callback.test"

    private let database: any Database
    private let region: String
    private let networks: CallbackNetworks

    package init(database: any Database, region: String, networks: CallbackNetworks) {
        self.database = database
        self.region = region
        self.networks = networks
    }

    package func endpoints(of party: PartyID) async throws -> [CallbackEndpoint] {
        let region = region
        return try await database.read { try CallbackEndpoints.of(party, region: region, in: $0) }
    }

    /// - Throws: ``Refusal/unknown``.
    package func endpoint(_ id: String, of party: PartyID) async throws -> CallbackEndpoint {
        let region = region
        guard let found = try await database.read({ try CallbackEndpoints.find(id, of: party, region: region, in: $0) }) else { throw Refusal.unknown }
        return found
    }

    /// Takes an address; it is told of nothing but a test until it has answered that with what the test says.
    package func add(_ url: String, of party: PartyID, at now: Moment) async throws -> CallbackEndpoint {
        let address: CallbackAddress
        do { address = try CallbackAddress(url, within: networks) } catch { throw Refusal.address(error) }
        let region = region
        let (id, challenge) = ("ep_" + Hex.encode(randomBytes(8)), Hex.encode(randomBytes(16)))
        return try await database.write { connection in
            let known = try CallbackEndpoints.of(party, region: region, in: connection)
            guard !known.contains(where: { $0.url == address.url }) else { throw Refusal.known }
            guard known.count < Self.limit else { throw Refusal.tooMany }
            try CallbackEndpoints.insert(id, url: address.url, challenge: challenge, party: party, at: now, region: region, in: connection)
            try Self.test(id, challenge, at: now, region: region, in: connection)
            guard let made = try CallbackEndpoints.find(id, of: party, region: region, in: connection) else { throw Refusal.unknown }
            return made
        }
    }

    /// Asks for the proof anew: after a failed one, or of one that was switched off.
    package func prove(_ id: String, of party: PartyID, at now: Moment) async throws {
        let challenge = Hex.encode(randomBytes(16))
        try await changing(id, of: party) { _, region, connection in
            try CallbackEndpoints.switchOn(id, challenge: challenge, at: now, region: region, in: connection)
            try Self.test(id, challenge, at: now, region: region, in: connection)
        }
    }

    package func switchOff(_ id: String, of party: PartyID, at now: Moment) async throws {
        try await changing(id, of: party) { _, region, connection in
            try CallbackEndpoints.switchOff(id, reason: "由贵单位停用。", at: now, region: region, in: connection)
        }
    }

    package func remove(_ id: String, of party: PartyID) async throws {
        try await changing(id, of: party) { _, region, connection in try CallbackEndpoints.remove(id, region: region, in: connection) }
    }

    /// - Parameter event: nil for all that were not taken.
    /// - Returns: how many are sent again.
    /// - Throws: ``Refusal/notOn`` where nothing would be sent.
    @discardableResult
    package func replay(_ event: String?, of id: String, party: PartyID, at now: Moment) async throws -> Int {
        try await changing(id, of: party) { endpoint, region, connection in
            guard endpoint.state == .on else { throw Refusal.notOn }
            return try CallbackDeliveries.replay(event, of: id, at: now, region: region, in: connection)
        }
    }

    package func log(
        of id: String, party: PartyID, state: CallbackDelivery.State? = nil, before: (createdAt: Moment, event: String)? = nil, limit: Int
    ) async throws -> [CallbackDelivery] {
        let region = region
        return try await database.read { connection in
            guard try CallbackEndpoints.find(id, of: party, region: region, in: connection) != nil else { throw Refusal.unknown }
            return try CallbackDeliveries.page(of: id, state: state, before: before, limit: limit, region: region, in: connection)
        }
    }

    package func tally(of id: String) async throws -> (waiting: Int, failed: Int) {
        let region = region
        return try await database.read { try CallbackDeliveries.tally(of: id, region: region, in: $0) }
    }

    private static func test(_ id: String, _ challenge: String, at now: Moment, region: String, in connection: any Connection) throws {
        try connection.execute(
            "DELETE FROM callback_delivery WHERE region = \(region) AND endpoint_id = \(id) AND state = 'waiting' AND kind = \(testKind)")
        let event = CallbackEvent(
            id: "test-\(Hex.encode(randomBytes(8)))", kind: testKind, caseID: nil, data: "{\"endpoint\":\"\(id)\",\"challenge\":\"\(challenge)\"}")
        try CallbackDeliveries.insert(event, for: id, at: now, region: region, in: connection)
    }

    private func changing<T: Sendable>(
        _ id: String, of party: PartyID, _ work: @Sendable @escaping (CallbackEndpoint, String, any Connection) throws -> T
    ) async throws -> T {
        let region = region
        return try await database.write { connection in
            guard let found = try CallbackEndpoints.find(id, of: party, region: region, in: connection) else { throw Refusal.unknown }
            return try work(found, region, connection)
        }
    }
}
