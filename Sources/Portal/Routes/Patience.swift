/// How long somebody waits for the answer to what they did while it is carried on. What comes at once is in the answer; where a department is slow, the page
/// follows by itself, and nobody sits before a form that seems to have hung.
package struct Patience: Sendable {
    /// Two seconds: twice what a person waits without losing the thread (Nielsen, Usability Engineering, 1993, chapter 5), and more than anything needs
    /// that waits for nobody.
    package static let people = Duration.seconds(2)

    private let watch = TimeWatch()
    private let limit: Duration

    init(_ limit: Duration) { self.limit = limit }

    /// Runs work to its end, whether or not who began it still waits: not their patience's end, nor that they went away, ends it.
    /// - Returns: when the work is done, or the patience over.
    /// - Throws: what the work throws while somebody waits.
    func wait(for work: @escaping @Sendable () async throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (waiter: CheckedContinuation<Void, any Error>) in
            let number = watch.begin(limit) { waiter.resume() }
            Task {
                let result: Result<Void, any Error>
                do { result = .success(try await work()) } catch { result = .failure(error) }
                if watch.end(number) { waiter.resume(with: result) }
            }
        }
    }
}
