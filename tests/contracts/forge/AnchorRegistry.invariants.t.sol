// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnchorRegistry} from "@anchor/AnchorRegistry.sol";
import {vm} from "./Vm.sol";

/// @notice Three accounts do whatever they like with four roots; the ghost keeps what must be true from then on.
contract RegistryActors {
    struct Ghost {
        uint64 anchoredAt;
        uint64 blockNumber;
        uint64 rootRevokedAt;
        uint256[2] words;
    }

    AnchorRegistry public immutable registry;
    mapping(address issuer => mapping(bytes32 root => Ghost)) private _ghosts;
    mapping(address issuer => mapping(address operator => uint8)) public rolesOf;
    mapping(address issuer => mapping(address operator => uint256)) public changesOf;
    uint256 public successes;

    constructor(AnchorRegistry registry_) {
        registry = registry_;
    }

    function ghostOf(address issuer, bytes32 root) external view returns (Ghost memory) {
        return _ghosts[issuer][root];
    }

    function account(uint256 i) public pure returns (address) {
        return address(uint160(0xa11ce + i % 3));
    }

    function rootAt(uint256 i) public pure returns (bytes32) {
        return keccak256(abi.encode("root", i % 4));
    }

    function passTime(uint16 secondsPassed) external {
        vm.warp(block.timestamp + secondsPassed);
        vm.roll(block.number + 1);
    }

    function anchor(uint256 sender, uint256 issuer, uint256 root, uint8 way) external {
        address of_ = account(issuer);
        if (way % 3 != 0) of_ = account(sender);
        bytes memory data = abi.encodeCall(registry.anchorFor, (of_, rootAt(root)));
        if (way % 3 == 1) data = abi.encodeCall(registry.anchor, (rootAt(root)));
        if (way % 3 == 2) data = abi.encodePacked(rootAt(root));
        bool mayAnchor = _holds(of_, account(sender), 1) && _ghosts[of_][rootAt(root)].anchoredAt == 0;
        if (!_try(account(sender), data, mayAnchor)) return;
        _ghosts[of_][rootAt(root)].anchoredAt = uint64(block.timestamp);
        _ghosts[of_][rootAt(root)].blockNumber = uint64(block.number);
    }

    function revoke(uint256 sender, uint256 issuer, uint256 root, uint16 index) external {
        address of_ = account(issuer);
        uint64 at = index % 512;
        bool mayRevoke = _holds(of_, account(sender), 2) && _ghosts[of_][rootAt(root)].anchoredAt != 0;
        if (!_try(account(sender), abi.encodeCall(registry.revokeFor, (of_, rootAt(root), at)), mayRevoke)) return;
        _ghosts[of_][rootAt(root)].words[at / 256] |= 1 << (at % 256);
    }

    function revokeMany(uint256 sender, uint256 issuer, uint256 root, uint256 mask) external {
        address of_ = account(issuer);
        uint256[] memory words = new uint256[](2);
        uint256[] memory masks = new uint256[](2);
        (words[1], masks[0], masks[1]) = (1, mask, ~mask);
        bool mayRevoke =
            _holds(of_, account(sender), 2) && _ghosts[of_][rootAt(root)].anchoredAt != 0 && mask != 0 && ~mask != 0;
        bytes memory data = abi.encodeCall(registry.revokeManyFor, (of_, rootAt(root), words, masks));
        if (!_try(account(sender), data, mayRevoke)) return;
        _ghosts[of_][rootAt(root)].words[0] |= mask;
        _ghosts[of_][rootAt(root)].words[1] |= ~mask;
    }

    function revokeRoot(uint256 sender, uint256 issuer, uint256 root) external {
        address of_ = account(issuer);
        Ghost storage ghost = _ghosts[of_][rootAt(root)];
        bool mayRevoke = _holds(of_, account(sender), 2) && ghost.anchoredAt != 0 && ghost.rootRevokedAt == 0;
        if (!_try(account(sender), abi.encodeCall(registry.revokeRoot, (of_, rootAt(root))), mayRevoke)) return;
        ghost.rootRevokedAt = uint64(block.timestamp);
    }

    function setOperator(uint256 sender, uint256 operator, uint8 roles) external {
        address issuer = account(sender);
        roles %= 18;
        bool maySet = issuer != account(operator) && roles <= 15;
        if (!_try(issuer, abi.encodeCall(registry.setOperator, (account(operator), roles)), maySet)) return;
        rolesOf[issuer][account(operator)] = roles;
        ++changesOf[issuer][account(operator)];
    }

    function _holds(address issuer, address by, uint8 role) private view returns (bool) {
        return issuer == by || rolesOf[issuer][by] & role != 0;
    }

    /// @dev Makes a call; it must succeed exactly when the rules say so.
    function _try(address sender, bytes memory data, bool isAllowed) private returns (bool isAccepted) {
        vm.prank(sender);
        (isAccepted,) = address(registry).call(data);
        require(isAccepted == isAllowed, isAllowed ? "an allowed call was refused" : "a forbidden call was accepted");
        if (isAccepted) ++successes;
    }
}

/// @notice What stays true of AnchorRegistry whatever its users do.
contract AnchorRegistryInvariants {
    AnchorRegistry private _registry;
    RegistryActors private _actors;

    function setUp() public {
        vm.warp(1_700_000_000);
        _registry = new AnchorRegistry();
        _actors = new RegistryActors(_registry);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actors);
    }

    function invariant_The_first_anchor_stands_and_revocation_is_for_ever() public view {
        for (uint256 i = 0; i < 12; ++i) {
            (address issuer, bytes32 root) = (_actors.account(i), _actors.rootAt(i / 3));
            RegistryActors.Ghost memory ghost = _actors.ghostOf(issuer, root);
            (uint64 anchoredAt, uint64 blockNumber, uint64 rootRevokedAt) = _registry.record(issuer, root);
            assert(anchoredAt == ghost.anchoredAt);
            assert(blockNumber == ghost.blockNumber);
            assert(rootRevokedAt == ghost.rootRevokedAt);
            assert(rootRevokedAt == 0 || rootRevokedAt >= anchoredAt);
        }
    }

    function invariant_Active_is_anchored_and_not_revoked() public view {
        for (uint256 i = 0; i < 12; ++i) {
            (address issuer, bytes32 root) = (_actors.account(i), _actors.rootAt(i / 3));
            RegistryActors.Ghost memory ghost = _actors.ghostOf(issuer, root);
            for (uint64 word = 0; word < 2; ++word) {
                assert(_registry.revocationWord(issuer, root, word) == ghost.words[word]);
                uint64 bit = uint64(uint256(keccak256(abi.encode(ghost.words[word], i))) % 256);
                bool isRevoked = ghost.rootRevokedAt != 0 || ghost.words[word] >> bit & 1 == 1;
                assert(_registry.isRevoked(issuer, root, word * 256 + bit) == isRevoked);
                assert(_registry.isActive(issuer, root, word * 256 + bit) == (ghost.anchoredAt != 0 && !isRevoked));
            }
        }
    }

    function invariant_Roles_are_what_the_issuer_set_last_and_every_change_counts() public view {
        for (uint256 i = 0; i < 9; ++i) {
            (address issuer, address operator) = (_actors.account(i), _actors.account(i / 3));
            assert(_registry.operatorRoles(issuer, operator) == _actors.rolesOf(issuer, operator));
            assert(_registry.operatorNonce(issuer, operator) == _actors.changesOf(issuer, operator));
        }
    }

    function invariant_The_registry_holds_no_money() public view {
        assert(address(_registry).balance == 0);
    }
}
