using System.Diagnostics;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Downloads by other processes, which can be killed.</summary>
[Trait("Category", "Process")]
public sealed class CatalogProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = CatalogEntries.Content();

    private BackboneEntry Entry => CatalogEntries.Of(_content);

    [Fact]
    public async Task Pull_SeveralProcesses_DownloadOnce()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var processes = Enumerable.Range(0, 3).Select(_ => Start(("PORT", $"{server.Port}"))).ToList();
        foreach (var process in processes)
        {
            using (process)
            {
                await AssertSuccessAsync(process);
            }
        }

        Assert.Single(server.Requests);
        Assert.Equal(BackboneFileState.Valid, await new BackboneStore(_folder.Root).VerifyAsync(Entry, Token));
        Assert.Equal(2, Directory.GetFiles(_folder.Root).Length);
    }

    [Fact]
    public async Task Pull_KilledInTheMiddle_ContinuesInTheNextProcess()
    {
        await using var server = new CatalogServer(CatalogAnswers.Hang(_content, after: 77_777), CatalogAnswers.File(_content));
        var partial = new FileInfo(_folder.File("tiny.test.onnx.partial"));
        using (var process = Start(("PORT", $"{server.Port}")))
        {
            for (partial.Refresh(); !partial.Exists || partial.Length < 77_777; partial.Refresh())
            {
                Assert.False(process.HasExited, "the process ended before it was killed");
                await Task.Delay(20, Token);
            }

            // On Unix this is SIGKILL: no more code of the process runs.
            process.Kill();
            await process.WaitForExitAsync(Token);
        }

        await CatalogEntries.Store(_folder.Root, server).DownloadAsync(Entry, cancellationToken: Token);
        Assert.Equal("bytes=77777-", server.Requests[1].Range);
        Assert.Equal(_content, File.ReadAllBytes(_folder.File("tiny.test.onnx")));
        Assert.Equal(2, Directory.GetFiles(_folder.Root).Length);
    }

    [Fact]
    public async Task Pull_ProxyInTheEnvironment_IsUsed()
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("502 Bad Gateway"));
        using var process = Start(
            ("HTTPS_PROXY", $"http://127.0.0.1:{server.Port}"), ("https_proxy", ""), ("ALL_PROXY", ""), ("NO_PROXY", ""), ("no_proxy", ""),
            ("EXPECTED", "DOWNLOAD_FAILED"));
        await AssertSuccessAsync(process);
        Assert.Equal("CONNECT github.com:443 HTTP/1.1", Assert.Single(server.Requests).Line);
    }

    /// <summary>The code of the other processes; not a test by itself.</summary>
    [Fact(Explicit = true)]
    public async Task Child()
    {
        var port = Environment.GetEnvironmentVariable("PORT");
        var entry = CatalogEntries.Of(Environment.GetEnvironmentVariable("SHA256")!, long.Parse(Environment.GetEnvironmentVariable("SIZE")!));
        var store = new BackboneStore(Environment.GetEnvironmentVariable("FOLDER")!, new BackboneStoreOptions
        {
            Handler = port is null ? null : new CatalogLoopback(int.Parse(port)),
            Attempts = 1,
        });
        if (Environment.GetEnvironmentVariable("EXPECTED") is { } code)
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<MlNetCnnException>(() => store.DownloadAsync(entry, cancellationToken: Token))).Code);
        }
        else
        {
            Assert.Equal(store.PathOf(entry), await store.DownloadAsync(entry, cancellationToken: Token));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Process Start(params (string Name, string Value)[] environment)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program, ["-explicit", "only", "-method", $"{typeof(CatalogProcessTests).FullName}.{nameof(Child)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string, string)[] common = [("FOLDER", _folder.Root), ("SHA256", Entry.Sha256), ("SIZE", $"{Entry.Size}")];
        foreach (var (name, value) in common.Concat(environment))
        {
            start.Environment[name] = value.Length > 0 ? value : null;
        }

        return Process.Start(start)!;
    }

    private static async Task AssertSuccessAsync(Process process)
    {
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token) + await error;
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 1", output);
    }
}
