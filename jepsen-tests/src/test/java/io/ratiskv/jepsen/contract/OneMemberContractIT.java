package io.ratiskv.jepsen.contract;

class OneMemberContractIT extends KvContract {
    OneMemberContractIT() {
        super(1);
    }
}
