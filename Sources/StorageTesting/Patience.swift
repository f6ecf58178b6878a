/// How long a test waits for what must come: as long as a machine that runs every other test at the same moment may need.
/// A test that passes never waits for it; one that fails says so after it.
package let testPatience: Duration = .seconds(300)

/// Waits until `condition` holds, asking every few milliseconds.
///
/// - Returns: Whether it came to hold within ``testPatience``.
package func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + testPatience
    while try await !condition() {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}
