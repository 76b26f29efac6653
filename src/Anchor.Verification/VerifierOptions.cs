using System.Runtime.Versioning;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Trust;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Nodes;
using Anchor.Verification.Web;

namespace Anchor.Verification;

/// <summary>Whom a verifier believes and how it reaches the chains.</summary>
public sealed record VerifierOptions
{
    /// <summary>Recognised issuers and networks.</summary>
    public required TrustFile Trust { get; init; }

    /// <summary>The clock of validity periods and time-outs.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Gives a node of a trusted network; null where none is to be asked. Default: always null, which is offline.</summary>
    public Func<TrustedNetwork, IEvmClient?> Chain { get; init; } = static _ => null;

    /// <summary>Fetches status lists, DID documents and keys; null, the default, where nothing is fetched, so that what needs them stays Unknown.</summary>
    public IWebDocuments? Documents { get; init; }

    /// <summary>Whom the credential has to be about: an e-mail address, a student number or the subject's id; null, the default, asks nothing.</summary>
    public string? Recipient { get; init; }

    /// <summary>Finds DID documents. Default null: a <see cref="DidResolver"/> over <see cref="Documents"/>, or none where nothing is fetched.</summary>
    public IDidResolver? Dids { get; init; }

    /// <summary>Time for all questions to all chains about one document. Default 30 s; above zero. What is open then is Unknown.</summary>
    public TimeSpan ChainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long what a chain said of a batch serves further documents of it, and what was fetched from the web all that point to it. Default zero:
    /// each document is asked about anew. What is open is asked again after half a minute at most. A run over many documents sets it.
    /// </summary>
    public TimeSpan AnswersKept { get; init; }

    /// <summary>Asks the nodes that the trust file names for each network, in its order, and fetches status lists, DID documents and keys.</summary>
    [UnsupportedOSPlatform("browser")]
    public static VerifierOptions Online(TrustFile trust, TimeProvider clock, IWebDocuments documents) =>
        new() { Trust = trust, Clock = clock, Chain = TrustedNodes.Over(EvmHttp.Create(), clock), Documents = documents };

    /// <summary>Asks no chain.</summary>
    public static VerifierOptions Offline(TrustFile trust, TimeProvider clock) => new() { Trust = trust, Clock = clock };
}
