using System.Text;
using Anchor.Chain.Rpc;
using Anchor.Verification.Web;

namespace Anchor.Cli;

/// <summary>Everything outside the process that a command touches, so that a test can stand in for it.</summary>
internal sealed record Surroundings
{
    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required Func<Stream> Input { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Asks on the terminal without echo; null where there is no terminal.</summary>
    public Func<string, string?> AskSecret { get; init; } = static _ => null;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Without a time-out of its own, and following no redirect.</summary>
    public required HttpClient Http { get; init; }

    /// <summary>Fetches what credentials point to, from this machine and private networks too where that is allowed; null where nothing is fetched.</summary>
    public Func<bool, IWebDocuments?> Documents { get; init; } = static _ => null;

    /// <summary>Whether a moving bar can be drawn on <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Wait between two looks at a batch, and before a repeated request.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    public static Surroundings OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Surroundings
        {
            Output = Console.Out, Error = Console.Error, Input = Console.OpenStandardInput,
            Variable = Environment.GetEnvironmentVariable, AskSecret = SecretPrompt.Ask, Http = EvmHttp.Create(), Documents = static local => new PublicWeb(allowLocal: local),
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }

    /// <summary>Says why nothing was done.</summary>
    public async Task<int> RefuseAsync(int exitCode, string code, string words)
    {
        await Error.WriteLineAsync($"anchor: {Plain.Line(words)} ({code})").ConfigureAwait(false);
        return exitCode;
    }
}
