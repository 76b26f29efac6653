// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnchorRegistry} from "@anchor/AnchorRegistry.sol";
import {IAnchorRegistry} from "@anchor/interfaces/IAnchorRegistry.sol";
import {ContractWallet} from "@anchor/testing/ContractWallet.sol";
import {vm} from "./Vm.sol";

/// @notice Properties of AnchorRegistry for any issuer, root, key and time.
contract AnchorRegistryTest {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 private constant ANCHOR_TYPE_HASH = keccak256("Anchor(address issuer,bytes32 root,uint256 deadline)");
    bytes32 private constant SET_OPERATOR_TYPE_HASH =
        keccak256("SetOperator(address issuer,address operator,uint8 roles,uint256 nonce,uint256 deadline)");

    AnchorRegistry private _registry;

    function setUp() public {
        _registry = new AnchorRegistry();
        vm.warp(1_700_000_000);
        vm.roll(1_000);
    }

    function testFuzz_Any_root_but_zero_is_anchored_once(address issuer, bytes32 root, uint32 later) public {
        vm.assume(root != 0);
        vm.prank(issuer);
        _registry.anchor(root);
        vm.warp(block.timestamp + later);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAnchorRegistry.AnchorRegistryAlreadyAnchored.selector, issuer, root, uint64(1_700_000_000)
            )
        );
        vm.prank(issuer);
        _registry.anchor(root);
        (uint64 anchoredAt, uint64 blockNumber, uint64 rootRevokedAt) = _registry.record(issuer, root);
        assert(anchoredAt == 1_700_000_000 && blockNumber == 1_000 && rootRevokedAt == 0);
    }

    function testFuzz_A_root_alone_is_anchored_or_refused_and_never_lost(address issuer, bytes32 root) public {
        vm.prank(issuer);
        (bool isAccepted,) = address(_registry).call(abi.encodePacked(root));
        assert(isAccepted == _isAnchored(issuer, root));
    }

    function testFuzz_No_unknown_call_is_accepted(address sender, bytes calldata data) public {
        vm.assume(data.length != 32 && (data.length < 4 || bytes4(data) != _registry.eip712Domain.selector));
        vm.prank(sender);
        (bool isAccepted, bytes memory answer) = address(_registry).call(data);
        vm.assume(!isAccepted && answer.length != 0);
        bytes memory refusal =
            abi.encodeWithSelector(IAnchorRegistry.AnchorRegistryInvalidCalldata.selector, data.length);
        assert(keccak256(answer) == keccak256(refusal));
    }

    function testFuzz_Only_the_signer_of_these_values_anchors(uint256 key, bytes32 root, uint256 deadline, uint256 bit)
        public
    {
        key = _key(key);
        vm.assume(root != 0);
        if (deadline < block.timestamp) deadline += block.timestamp;
        address issuer = vm.addr(key);
        bytes memory sig = _sign(key, keccak256(abi.encode(ANCHOR_TYPE_HASH, issuer, root, deadline)));

        bytes memory refusal = abi.encodeWithSelector(IAnchorRegistry.AnchorRegistryInvalidSignature.selector, issuer);
        bytes32 other = root ^ bytes32(1 << (bit & 0xff));
        if (other != 0) {
            vm.expectRevert(refusal);
            _registry.anchorBySig(issuer, other, deadline, issuer, sig);
        }
        bytes memory flipped = bytes.concat(sig);
        flipped[bit % 65] ^= bytes1(uint8(1 << ((bit >> 8) & 7)));
        vm.expectRevert(refusal);
        _registry.anchorBySig(issuer, root, deadline, issuer, flipped);

        vm.chainId(block.chainid + 1);
        vm.expectRevert(refusal);
        _registry.anchorBySig(issuer, root, deadline, issuer, sig);
        vm.chainId(block.chainid - 1);

        _registry.anchorBySig(issuer, root, deadline, issuer, sig);
        assert(_isAnchored(issuer, root));
    }

    function testFuzz_A_signature_has_one_form(uint256 key, bytes32 root, uint8 v) public {
        key = _key(key);
        vm.assume(root != 0);
        address issuer = vm.addr(key);
        uint256 deadline = block.timestamp;
        bytes memory sig = _sign(key, keccak256(abi.encode(ANCHOR_TYPE_HASH, issuer, root, deadline)));
        (bytes32 r, bytes32 s, uint8 trueV) = _split(sig);
        bytes memory refusal = abi.encodeWithSelector(IAnchorRegistry.AnchorRegistryInvalidSignature.selector, issuer);
        if (v != trueV) {
            vm.expectRevert(refusal);
            _registry.anchorBySig(issuer, root, deadline, issuer, abi.encodePacked(r, s, v));
        }
        bytes memory mirrored = abi.encodePacked(r, ORDER - uint256(s), trueV == 27 ? uint8(28) : uint8(27));
        vm.expectRevert(refusal);
        _registry.anchorBySig(issuer, root, deadline, issuer, mirrored);
        bytes memory compact = abi.encodePacked(r, uint256(s) | (uint256(trueV - 27) << 255));
        vm.expectRevert(refusal);
        _registry.anchorBySig(issuer, root, deadline, issuer, compact);
    }

    function testFuzz_A_signature_counts_up_to_its_deadline(uint256 key, bytes32 root, uint32 wait, uint32 span)
        public
    {
        key = _key(key);
        vm.assume(root != 0);
        address issuer = vm.addr(key);
        uint256 deadline = block.timestamp + span;
        bytes memory sig = _sign(key, keccak256(abi.encode(ANCHOR_TYPE_HASH, issuer, root, deadline)));
        vm.warp(block.timestamp + wait);
        if (wait > span) {
            vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorRegistrySignatureExpired.selector, deadline));
        }
        _registry.anchorBySig(issuer, root, deadline, issuer, sig);
        assert(_isAnchored(issuer, root) == (wait <= span));
    }

    function test_A_signature_counts_in_the_second_of_its_deadline_and_not_after() public {
        testFuzz_A_signature_counts_up_to_its_deadline(1, bytes32(uint256(1)), 5, 5);
        setUp();
        testFuzz_A_signature_counts_up_to_its_deadline(1, bytes32(uint256(1)), 6, 5);
    }

    function testFuzz_Roles_are_exactly_those_given(address issuer, address operator, uint8 roles, uint8 asked) public {
        vm.assume(operator != address(0) && operator != issuer);
        if (roles > 15) {
            vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorRegistryInvalidArguments.selector));
        }
        vm.prank(issuer);
        _registry.setOperator(operator, roles);
        if (roles > 15) return;
        assert(_registry.isAuthorized(issuer, operator, asked) == (asked != 0 && roles & asked == asked));
        assert(_registry.operatorNonce(issuer, operator) == 1);
        assert(_registry.operatorRoles(operator, issuer) == 0);
    }

    function testFuzz_A_role_signature_counts_once(uint256 key, address operator, uint8 roles, uint8 changes) public {
        key = _key(key);
        roles &= 15;
        changes &= 3;
        address issuer = vm.addr(key);
        vm.assume(operator != address(0) && operator != issuer);
        bytes memory sig = _sign(
            key, keccak256(abi.encode(SET_OPERATOR_TYPE_HASH, issuer, operator, roles, uint256(0), block.timestamp))
        );
        for (uint256 i = 0; i < changes; ++i) {
            vm.prank(issuer);
            _registry.setOperator(operator, 0);
        }
        if (changes == 0) _registry.setOperatorBySig(issuer, operator, roles, 0, block.timestamp, sig);
        bytes memory refusal = abi.encodeWithSelector(
            IAnchorRegistry.AnchorRegistryInvalidNonce.selector, issuer, changes == 0 ? 1 : changes
        );
        vm.expectRevert(refusal);
        _registry.setOperatorBySig(issuer, operator, roles, 0, block.timestamp, sig);
        assert(_registry.operatorRoles(issuer, operator) == (changes == 0 ? roles : 0));
    }

    function testFuzz_A_bit_revokes_its_index_alone(address issuer, bytes32 root, uint64 index, uint64 other) public {
        vm.assume(root != 0 && index != other);
        vm.prank(issuer);
        _registry.anchor(root);
        vm.prank(issuer);
        _registry.revoke(root, index);
        assert(_registry.isRevoked(issuer, root, index) && !_registry.isActive(issuer, root, index));
        assert(!_registry.isRevoked(issuer, root, other) && _registry.isActive(issuer, root, other));
        assert(_registry.revocationWord(issuer, root, index / 256) == 1 << (index % 256));
    }

    function testFuzz_A_mask_revokes_what_its_bits_say(bytes32 root, uint56 word, uint256 mask, uint256 second) public {
        vm.assume(root != 0 && mask != 0 && second != 0);
        _registry.anchor(root);
        _revoke(root, word, mask);
        _revoke(root, word, second);
        assert(_registry.revocationWord(address(this), root, word) == mask | second);
        for (uint64 bit = 0; bit < 256; bit += 15) {
            uint64 index = uint64(word) * 256 + bit;
            assert(_registry.isRevoked(address(this), root, index) == ((mask | second) >> bit & 1 == 1));
        }
    }

    function testFuzz_A_contract_signs_with_its_owners_key_only(uint256 key, uint256 strange, bytes32 root) public {
        (key, strange) = (_key(key), _key(strange));
        vm.assume(root != 0 && key != strange);
        address wallet = address(new ContractWallet(vm.addr(key)));
        bytes32 structHash = keccak256(abi.encode(ANCHOR_TYPE_HASH, wallet, root, block.timestamp));
        bytes memory forged = _sign(strange, structHash);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorRegistryInvalidSignature.selector, wallet));
        _registry.anchorBySig(wallet, root, block.timestamp, wallet, forged);
        _registry.anchorBySig(wallet, root, block.timestamp, wallet, _sign(key, structHash));
        assert(_isAnchored(wallet, root));
    }

    function _revoke(bytes32 root, uint256 word, uint256 mask) private {
        uint256[] memory words = new uint256[](1);
        uint256[] memory masks = new uint256[](1);
        (words[0], masks[0]) = (word, mask);
        _registry.revokeMany(root, words, masks);
    }

    function _isAnchored(address issuer, bytes32 root) private view returns (bool) {
        (uint64 anchoredAt,,) = _registry.record(issuer, root);
        return anchoredAt != 0;
    }

    function _key(uint256 key) private pure returns (uint256) {
        return key % (ORDER - 1) + 1;
    }

    /// @dev The EIP-712 digest put together by hand, to be compared with the registry's own.
    function _sign(uint256 key, bytes32 structHash) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("AnchorRegistry"),
                keccak256("1"),
                block.chainid,
                address(_registry)
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    function _split(bytes memory sig) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        (r, s) = abi.decode(sig, (bytes32, bytes32));
        v = uint8(sig[64]);
    }
}
