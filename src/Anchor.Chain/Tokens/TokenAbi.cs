using Anchor.Chain.Encoding;

namespace Anchor.Chain.Tokens;

/// <summary>The signatures of CredentialToken and CredentialTokenFactory, hashed once.</summary>
public static class TokenAbi
{
    private const string Voucher = "(address,bytes32,uint64,uint64,bytes32,address,uint64,uint32)";

    /// <summary><c>mint(Voucher voucher, bytes32[] path, address signer, bytes signature)</c></summary>
    public static AbiSignature Mint { get; } = new($"mint({Voucher},bytes32[],address,bytes)");

    /// <summary><c>mintMany(MintRequest[] requests)</c>; an entry that is refused undoes nothing of the others.</summary>
    public static AbiSignature MintMany { get; } = new($"mintMany(({Voucher},bytes32[],address,bytes)[])");

    /// <summary><c>burnBySig(uint256 tokenId, uint256 deadline, address signer, bytes signature)</c></summary>
    public static AbiSignature BurnBySig { get; } = new("burnBySig(uint256,uint256,address,bytes)");

    /// <summary><c>reissue(uint256 tokenId, address to, uint256 deadline, address signer, bytes signature)</c></summary>
    public static AbiSignature Reissue { get; } = new("reissue(uint256,address,uint256,address,bytes)");

    /// <summary><c>refreshMetadata(uint256[] tokenIds)</c></summary>
    public static AbiSignature RefreshMetadata { get; } = new("refreshMetadata(uint256[])");

    /// <summary><c>ownerOf(uint256 tokenId)</c></summary>
    public static AbiSignature OwnerOf { get; } = new("ownerOf(uint256)");

    /// <summary><c>isValid(uint256 tokenId)</c></summary>
    public static AbiSignature IsValid { get; } = new("isValid(uint256)");

    /// <summary><c>locked(uint256 tokenId)</c> (ERC-5192)</summary>
    public static AbiSignature Locked { get; } = new("locked(uint256)");

    /// <summary><c>credentialOf(uint256 tokenId)</c></summary>
    public static AbiSignature CredentialOf { get; } = new("credentialOf(uint256)");

    /// <summary><c>nonceOf(uint256 tokenId)</c></summary>
    public static AbiSignature NonceOf { get; } = new("nonceOf(uint256)");

    /// <summary><c>tokenURI(uint256 tokenId)</c></summary>
    public static AbiSignature TokenUri { get; } = new("tokenURI(uint256)");

    /// <summary>The factory's <c>implementation()</c></summary>
    public static AbiSignature Implementation { get; } = new("implementation()");

    /// <summary>The factory's <c>create(address registry, address issuer, string name, string symbol, string baseURI)</c></summary>
    public static AbiSignature Create { get; } = new("create(address,address,string,string,string)");

    /// <summary>The factory's <c>collectionOf(address registry, address issuer, string name, string symbol, string baseURI)</c></summary>
    public static AbiSignature CollectionOf { get; } = new("collectionOf(address,address,string,string,string)");

    /// <summary><c>CredentialMinted(uint256 indexed tokenId, address indexed to, bytes32 indexed root, uint64 index, bytes32 leaf)</c></summary>
    public static AbiSignature MintedEvent { get; } = new("CredentialMinted(uint256,address,bytes32,uint64,bytes32)");

    /// <summary><c>CredentialReissued(uint256 indexed tokenId, address indexed from, address indexed to, uint32 nonce)</c></summary>
    public static AbiSignature ReissuedEvent { get; } = new("CredentialReissued(uint256,address,address,uint32)");

    /// <summary><c>Transfer(address indexed from, address indexed to, uint256 indexed tokenId)</c> (ERC-721)</summary>
    public static AbiSignature TransferEvent { get; } = new("Transfer(address,address,uint256)");

    /// <summary><c>MetadataUpdate(uint256 tokenId)</c> (ERC-4906)</summary>
    public static AbiSignature MetadataUpdateEvent { get; } = new("MetadataUpdate(uint256)");
}
