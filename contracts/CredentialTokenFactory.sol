// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {CredentialToken} from "./CredentialToken.sol";
import {ICredentialTokenFactory} from "./interfaces/ICredentialTokenFactory.sol";

/// @title CredentialTokenFactory
/// @notice See {ICredentialTokenFactory}.
/// @dev The implementation is the first contract that the factory makes, so its address follows from the factory's own.
/// No storage and no immutables: the code is the same on every chain and at every address, so its hash can be pinned.
contract CredentialTokenFactory is ICredentialTokenFactory {
    uint256 private constant MAX_NAME_LENGTH = 128;
    uint256 private constant MAX_SYMBOL_LENGTH = 32;
    uint256 private constant MAX_BASE_URI_LENGTH = 256;

    constructor() {
        assert(address(new CredentialToken()) == implementation());
    }

    /// @inheritdoc ICredentialTokenFactory
    function create(
        address registry,
        address issuer,
        string calldata name,
        string calldata symbol,
        string calldata baseURI
    ) external returns (address collection) {
        if (registry.code.length == 0) revert CredentialTokenFactoryInvalidRegistry(registry);
        if (issuer == address(0)) revert CredentialTokenFactoryInvalidIssuer(issuer);
        if (bytes(name).length > MAX_NAME_LENGTH) revert CredentialTokenFactoryInvalidName(bytes(name).length);
        if (bytes(symbol).length > MAX_SYMBOL_LENGTH) revert CredentialTokenFactoryInvalidSymbol(bytes(symbol).length);
        if (bytes(baseURI).length == 0 || bytes(baseURI).length > MAX_BASE_URI_LENGTH) {
            revert CredentialTokenFactoryInvalidBaseURI(bytes(baseURI).length);
        }
        bytes memory arguments = abi.encode(registry, issuer, name, symbol, baseURI);
        collection = _collectionOf(arguments);
        if (collection.code.length != 0) return collection;

        Clones.cloneDeterministicWithImmutableArgs(implementation(), arguments, 0);
        emit CollectionCreated(issuer, registry, collection);
    }

    /// @inheritdoc ICredentialTokenFactory
    function collectionOf(
        address registry,
        address issuer,
        string calldata name,
        string calldata symbol,
        string calldata baseURI
    ) external view returns (address) {
        return _collectionOf(abi.encode(registry, issuer, name, symbol, baseURI));
    }

    /// @inheritdoc ICredentialTokenFactory
    /// @dev The address of a contract's first creation: Keccak-256 over the RLP of (creator, nonce 1).
    function implementation() public view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), hex"01")))));
    }

    function _collectionOf(bytes memory arguments) private view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(implementation(), arguments, 0);
    }
}
