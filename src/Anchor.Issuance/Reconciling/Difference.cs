using System.Globalization;
using System.Numerics;
using Anchor.Chain.Registry;

namespace Anchor.Issuance.Reconciling;

/// <summary>Something that registry and database say differently.</summary>
/// <param name="Code">Stable; one of <see cref="DifferenceCodes"/>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="IsPending">Whether it is on its way and passes by itself; all others have to be looked at.</param>
/// <param name="Account">The account.</param>
/// <param name="Root">The root.</param>
/// <param name="BatchId">The batch that has the root; null where the database knows none.</param>
/// <param name="BlockNumber">The block by the registry; null where it has nothing.</param>
/// <param name="RecordedBlock">The block by the database; null where it has nothing.</param>
/// <param name="TransactionHash">The transaction by the registry, else by the database.</param>
/// <param name="Indexes">With revocations: the places in the batch, decimal strings, at most 256; null otherwise.</param>
public sealed record Difference(
    string Code, string Message, bool IsPending, string Account, string Root, Guid? BatchId, ulong? BlockNumber, ulong? RecordedBlock, string? TransactionHash,
    IReadOnlyList<string>? Indexes);

/// <summary>How registry and database can differ.</summary>
public static class DifferenceCodes
{
    /// <summary>The registry has a root of the account that no batch of the database has: somebody else has the key, or the database lost a batch.</summary>
    public const string AnchorOnlyOnChain = "anchor.only_on_chain";

    /// <summary>The database says that a root is anchored, and the registry has never heard of it. The worst: bundles were given out that do not verify.</summary>
    public const string AnchorOnlyInDatabase = "anchor.only_in_database";

    /// <summary>Both have the root, in different blocks.</summary>
    public const string AnchorBlockDiffers = "anchor.block_differs";

    /// <summary>The registry remembers the root in this block, and the node shows no event there: it keeps not all logs.</summary>
    public const string AnchorEventMissing = "anchor.event_missing";

    /// <summary>The registry has the root, and the ledger waits for its block to be final, or has not seen it yet. Passes by itself.</summary>
    public const string AnchorNotFinalYet = "anchor.not_final_yet";

    /// <summary>The registry says revoked, and the database does not.</summary>
    public const string RevocationOnlyOnChain = "revocation.only_on_chain";

    /// <summary>The database says revoked and that the registry should say so too, and it does not.</summary>
    public const string RevocationOnlyInDatabase = "revocation.only_in_database";

    /// <summary>The transaction that revokes in the registry is on its way. Passes by itself.</summary>
    public const string RevocationNotFinalYet = "revocation.not_final_yet";

    /// <summary>The whole root was revoked in the registry, which the database does not know of.</summary>
    public const string RootRevokedOnChain = "root.revoked_on_chain";
}

/// <summary>Makes differences, each with its sentence.</summary>
internal static class Differences
{
    public static Difference OnlyOnChain(RegistryEvent.Anchored happened) => Of(
        DifferenceCodes.AnchorOnlyOnChain, "The account anchored a root that no batch here has. Somebody else has its key, or this database lost the batch.", happened, null);

    public static Difference RootRevoked(RegistryEvent.RootRevoked happened, RecordedAnchor? anchor) => Of(
        DifferenceCodes.RootRevokedOnChain, "The account revoked the whole root in the registry: none of its credentials verifies any more, and nothing here says so.", happened, anchor);

    public static Difference BlockDiffers(RegistryEvent.Anchored happened, RecordedAnchor anchor) => Of(
        DifferenceCodes.AnchorBlockDiffers, "The registry's event stands in another block than the one recorded here.", happened, anchor);

    public static Difference NotFinalYet(RegistryEvent.Anchored happened, RecordedAnchor anchor) => Of(
        DifferenceCodes.AnchorNotFinalYet, anchor.Status == "included" ? "The root is anchored, and its block is not yet final." : "The root is anchored, and the ledger has not yet recorded it.",
        happened, anchor) with { IsPending = true };

    public static Difference OnlyInDatabase(RecordedAnchor anchor) => Of(
        DifferenceCodes.AnchorOnlyInDatabase, "The root counts as anchored here, and the registry has no record of it. Bundles that were given out do not verify.", anchor);

    public static Difference BeyondHead(RecordedAnchor anchor, ulong head) => Of(
        DifferenceCodes.AnchorOnlyInDatabase,
        string.Create(CultureInfo.InvariantCulture, $"The root counts as final here in block {anchor.Block}, and the node's chain ends with block {head}, without a record of it."), anchor);

    public static Difference Awaited(RecordedAnchor anchor) => Of(
        DifferenceCodes.AnchorNotFinalYet, "The root was seen in a block that the registry does not show at the moment; the ledger is looking.", anchor) with { IsPending = true };

    public static Difference EventMissing(RecordedAnchor anchor) => Of(
        DifferenceCodes.AnchorEventMissing, "The registry remembers the root, and the node does not show the event that made it.", anchor);

    public static Difference RevokedOnlyOnChain(RegistryEvent.Revoked happened, RecordedAnchor anchor, IEnumerable<BigInteger> indexes) => Of(
        DifferenceCodes.RevocationOnlyOnChain, "The account revoked these in the registry, and they are not revoked here.", happened, anchor) with { Indexes = Text(indexes) };

    public static Difference RevokedOnlyInDatabase(RecordedWord word, IEnumerable<BigInteger> indexes) => Of(
        DifferenceCodes.RevocationOnlyInDatabase, "These are revoked here and should be so in the registry, where they are not.", word.Anchor) with { Indexes = Text(indexes) };

    public static Difference RevocationOnItsWay(RecordedWord word, IEnumerable<BigInteger> indexes) => Of(
        DifferenceCodes.RevocationNotFinalYet, "The transaction that revokes these in the registry is on its way.", word.Anchor) with { Indexes = Text(indexes), IsPending = true };

    private static Difference Of(string code, string words, RegistryEvent happened, RecordedAnchor? anchor) => new(
        code, words, false, happened.Issuer.ToString(), happened.Root.ToHex(), anchor?.BatchId, happened.At.BlockNumber, anchor?.Block, happened.At.TransactionHash.ToHex(), null);

    private static Difference Of(string code, string words, RecordedAnchor anchor) => new(
        code, words, false, anchor.Account, anchor.Root, anchor.BatchId, null, anchor.Block, anchor.TransactionHash, null);

    private static string[] Text(IEnumerable<BigInteger> indexes) => [.. indexes.Select(index => index.ToString(CultureInfo.InvariantCulture))];
}
