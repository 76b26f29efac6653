using System.Text;
using Anchor.Credentials.Trust;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

/// <summary>Runs the command in this process, in a folder of its own, and keeps what it said.</summary>
internal sealed class Bench : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("anchor-cli-");

    public Dictionary<string, string> Variables { get; } = [];

    public byte[] Input { get; set; } = [];

    public HttpClient Http { get; set; } = new();

    public bool ErrorIsTerminal { get; set; }

    public FixedClock? Clock { get; set; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string File(string name, byte[] content)
    {
        var path = PathOf(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public string File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A trust file with a world's network and issuer.</summary>
    public string TrustFileOf(World world, params string[] rpc)
    {
        var (network, issuer) = (world.Network, world.Trust.Issuers[0]);
        return File("trust.json", $$"""
            {"version":1,
             "networks":[{"chainId":{{network.ChainId}},"name":"{{network.Name}}","genesisHash":"{{network.GenesisHash.ToHex()}}","registry":"{{network.Registry}}",
               "finality":{"kind":"depth","depth":3},"production":{{(network.Production ? "true" : "false")}},"rpc":[{{string.Join(',', rpc.Select(url => $"\"{url}\""))}}]}],
             "issuers":[{"did":"{{issuer.Did}}","name":"{{issuer.Name}}"}]}
            """);
    }

    public async Task<int> RunAsync(params string[] args)
    {
        var surroundings = new Surroundings
        {
            Output = _output, Error = _error, Input = () => new MemoryStream(Input), Variable = name => Variables.GetValueOrDefault(name), Http = Http,
            ErrorIsTerminal = ErrorIsTerminal, Patience = TimeSpan.FromMilliseconds(5), Clock = Clock ?? TimeProvider.System,
        };
        return await AnchorCommand.RunAsync(args, surroundings, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        Http.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
