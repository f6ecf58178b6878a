/// 省级平台: every registration is reported (接入报文, domain 5.1).
package enum UpperRegistry {
    package enum AccessMessage: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var bizMsgID: String
            package var recType: String
            /// The message as XML, `Message/Head/Data`.
            package var xml: String
            package init(bizMsgID: String, recType: String, xml: String) {
                self.bizMsgID = bizMsgID
                self.recType = recType
                self.xml = xml
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var bizMsgID: String
            package var success: Bool
            package var code: String
            package var info: String
            package init(bizMsgID: String, success: Bool, code: String, info: String) {
                self.bizMsgID = bizMsgID
                self.success = success
                self.code = code
                self.info = info
            }
        }
        package static let name = "upper-registry.access-message"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.bizMsgID == request.bizMsgID }
        package static let department = Department.upperRegistry
        package static let legalBasis = "《不动产登记暂行条例》第二十三条"
    }
}
