using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Anchor.Tests.Support;

/// <summary>Others' code as judge: a script for Node.js that answers each line of JSON with one line of JSON.</summary>
internal sealed class NodePeer : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Process _process;

    private NodePeer(Process process) => _process = process;

    /// <summary>Starts a script of the repository.</summary>
    /// <param name="script">Its path from the root.</param>
    public static NodePeer Start(params string[] script)
    {
        Repository.Require(Path.Combine("node_modules", "jsonld", "package.json"));
        var start = new ProcessStartInfo("node", [Repository.PathOf(script)])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Repository.Root,
            StandardInputEncoding = new System.Text.UTF8Encoding(false), StandardOutputEncoding = new System.Text.UTF8Encoding(false),
        };
        return new NodePeer(Process.Start(start) ?? throw new InvalidOperationException("node does not start."));
    }

    /// <summary>Asks all questions and waits for as many answers.</summary>
    public IReadOnlyList<JsonElement> Ask<T>(IReadOnlyCollection<T> questions)
    {
        var writing = Task.Factory.StartNew(() =>
        {
            foreach (var question in questions) _process.StandardInput.WriteLine(JsonSerializer.Serialize(question, Options));
            _process.StandardInput.Flush();
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var answers = new List<JsonElement>(questions.Count);
        while (answers.Count < questions.Count)
        {
            var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended early.");
            answers.Add(JsonElement.Parse(line));
        }
        writing.GetAwaiter().GetResult();
        return answers;
    }

    /// <summary>Asks one question.</summary>
    public JsonElement AskOne<T>(T question) => Ask<T>([question])[0];

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }
}
