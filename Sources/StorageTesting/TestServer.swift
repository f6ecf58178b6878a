import Foundation
package import Storage

/// The environment variable that holds the conninfo of a PostgreSQL server on which tests may make and drop databases.
/// `scripts/postgres-for-tests start` prints one.
package let postgresServerVariable = "DENGBU_TEST_POSTGRES"

/// The server's conninfo, if there is one.
package let postgresServer: String? = {
    let value = ProcessInfo.processInfo.environment[postgresServerVariable] ?? ""
    return value.isEmpty ? nil : value
}()

/// The engines that can be tested here: `@Test(arguments: availableEngines)`.
package let availableEngines: [Engine] = postgresServer == nil ? [.sqlite] : Engine.allCases

/// What a skipped test says: `.enabled(if: postgresServer != nil, Comment(rawValue: postgresMissing))`.
package let postgresMissing =
    "set \(postgresServerVariable) to a PostgreSQL conninfo (scripts/postgres-for-tests start prints one) to test on both engines"

package struct TestServerMissing: Error, CustomStringConvertible {
    package var description: String { postgresMissing }
}
