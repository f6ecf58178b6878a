/// What the kinds of acts are called on public pages.
enum ActNames {
    private static let names = [
        "first-registration": "首次登记", "transfer": "转移登记", "change": "变更登记", "cancel": "注销登记", "correct": "更正登记", "object": "异议登记",
        "record-suit": "异议登记后起诉备注", "end-objection": "注销异议登记", "give-notice": "预告登记", "end-notice": "注销预告登记", "mortgage": "抵押权首次登记",
        "change-mortgage": "抵押权变更登记", "transfer-mortgage": "抵押权转移登记", "determine-mortgage": "最高额抵押权确定登记", "change-ranks": "抵押权顺位变更登记",
        "end-mortgage": "抵押权注销登记", "seize": "查封登记", "renew-seizure": "续行查封登记", "end-seizure": "解除查封登记", "grant-easement": "地役权首次登记",
        "end-easement": "地役权注销登记", "grant-residence": "居住权首次登记", "end-residence": "居住权注销登记", "lock": "限制处分登记", "unlock": "解除限制处分登记",
        "reissue": "换发、补发证书",
    ]

    static func chinese(_ kind: String) -> String { names[kind] ?? kind }
}
