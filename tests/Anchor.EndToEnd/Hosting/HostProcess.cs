using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd.Hosting;

/// <summary>The real host as a process of its own, that can be killed as a crash would and started again at the same address.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly StringBuilder _words = new();
    private Process? _process;

    public HostProcess(IReadOnlyDictionary<string, string> settings)
    {
        _settings = settings;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public Uri Url { get; }

    public bool IsAlive => _process is { HasExited: false };

    /// <summary>What the host wrote, over all its lives.</summary>
    public string Words
    {
        get { lock (_words) return _words.ToString(); }
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [BuiltPrograms.Path("Anchor.Web", "Anchor.Web.dll")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.PathOf("src", "Anchor.Web"),
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ANCHOR_", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = Url.ToString();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The host ended at once: {Words}");
            try
            {
                using var ready = await Http.GetAsync(new Uri(Url, "/health/ready"));
                if (ready.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // not listening yet
            }
        }
        throw new TimeoutException($"The host does not become ready: {Words}");
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        // Whoever comes first; a fault may kill the host while a test does.
        if (Interlocked.Exchange(ref _process, null) is not { } process) return;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_words) _words.AppendLine(line.Data);
    }
}
