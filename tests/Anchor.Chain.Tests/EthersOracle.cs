using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests;

/// <summary>The independent implementation: ethers in a node process.</summary>
public sealed class EthersOracle : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _turn = new(1);
    private Process _process = null!;

    public ValueTask InitializeAsync()
    {
        Repository.Require("node_modules/ethers/package.json");
        var start = new ProcessStartInfo("node", [Repository.Require("tests/Anchor.Chain.Tests/oracle/ethers-oracle.mjs")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Repository.Root,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        return ValueTask.CompletedTask;
    }

    public async Task<string> AskAsync(string ask, JsonObject question) => (await AnswerAsync(ask, question)).GetString()!;

    public async Task<JsonElement> AnswerAsync(string ask, JsonObject question)
    {
        question["ask"] = ask;
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(question.ToJsonString());
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException("The ethers oracle ended; is node installed and npm ci done?");
            var reply = JsonDocument.Parse(line).RootElement;
            return reply.TryGetProperty("answer", out var answer) ? answer : throw new OracleRefusalException(reply.ToString());
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2000)) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }
}

/// <summary>Ethers refuses the question.</summary>
public sealed class OracleRefusalException(string message) : Exception(message);
