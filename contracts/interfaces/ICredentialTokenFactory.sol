// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Makes collections of credential tokens
/// @notice A collection is a clone (EIP-1167) of one implementation, with abi.encode(registry, issuer, name, symbol,
/// baseURI) appended to its code. Its address follows from these five values: whoever creates it, it is the same one.
/// @dev Nobody owns the factory and nobody can change it. Nothing depends on it once a collection stands.
interface ICredentialTokenFactory {
    /// @notice A collection was created.
    /// @param issuer Whose credentials its tokens will be.
    /// @param registry The registry in which the issuer anchors.
    /// @param collection The collection.
    event CollectionCreated(address indexed issuer, address indexed registry, address collection);

    /// @notice There is no contract at the registry's address.
    error CredentialTokenFactoryInvalidRegistry(address registry);

    /// @notice The issuer is zero.
    error CredentialTokenFactoryInvalidIssuer(address issuer);

    /// @notice The name is longer than 128 bytes.
    error CredentialTokenFactoryInvalidName(uint256 length);

    /// @notice The symbol is longer than 32 bytes.
    error CredentialTokenFactoryInvalidSymbol(uint256 length);

    /// @notice The base URI is empty or longer than 256 bytes.
    error CredentialTokenFactoryInvalidBaseURI(uint256 length);

    /// @notice Creates a collection; where it stands already, nothing is changed and nothing emitted.
    /// @dev Anybody may create anybody's collection: only the issuer's vouchers mint in it.
    /// @param registry The registry in which the issuer anchors and revokes.
    /// @param issuer Whose credentials the tokens will be.
    /// @param name The collection's name, in UTF-8.
    /// @param symbol The collection's symbol, in UTF-8.
    /// @param baseURI What the URIs of metadata begin with.
    /// @return collection The collection.
    function create(
        address registry,
        address issuer,
        string calldata name,
        string calldata symbol,
        string calldata baseURI
    ) external returns (address collection);

    /// @notice The contract that collections are clones of.
    function implementation() external view returns (address);

    /// @notice Where the collection of these values stands, or would stand.
    function collectionOf(
        address registry,
        address issuer,
        string calldata name,
        string calldata symbol,
        string calldata baseURI
    ) external view returns (address);
}
