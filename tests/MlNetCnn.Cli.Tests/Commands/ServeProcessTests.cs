using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary><c>serve</c> in a process of its own: start, requests, signals, and what it refuses.</summary>
[Trait("Category", "Process")]
public sealed partial class ServeProcessTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Cli.dll");
    private static readonly HttpClient Client = new();

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly byte[] _image;

    public ServeProcessTests()
    {
        _model = _folder.File("tiny.zip");
        TinyClassifiers.Create(1).Save(_model);
        _image = File.ReadAllBytes(TinyClassifiers.WriteImage(_folder.File("image.png")));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_AnswersUntilSigterm_AndEndsWith0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        using var server = Start("--model", _model, "--port", "0", "--drain-delay", "1", "--save-requests", _folder.File("saved"), "--save-below", "1");
        var address = await AddressAsync(server);

        using var answer = await PostAsync(address);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal((HttpStatusCode.OK, "tiny", 5), (answer.StatusCode, json.RootElement.GetProperty("model").GetString(), json.RootElement.GetProperty("classes").GetArrayLength()));
        Assert.False(answer.Headers.Contains("Server"));
        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics", "/openapi/v1.json", "/v2" })
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await StatusAsync(address + path)));
        }

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address + "/nothing"));
        Assert.Contains($"curl -H 'Content-Type: image/jpeg' --data-binary @photo.jpg {address}/classify/tiny", server.Output);
        Assert.Matches(@"tiny  version 1, 5 classes, \d", server.Output);
        if (OperatingSystem.IsLinux())
        {
            // The process is the server: it replaced the command.
            Assert.Contains("MlNetCnn.Server.dll", File.ReadAllText($"/proc/{server.Id}/cmdline"));
        }

        server.Signal("-TERM");
        await Task.Delay(300, Token);
        using var late = await PostAsync(address);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (late.StatusCode, await StatusAsync(address + "/health/ready")));
        var run = await server.EndAsync();
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(2, Directory.GetFiles(_folder.File("saved")).Length);
    }

    [Theory]
    [InlineData("-TERM", ExitCode.Terminated)]
    [InlineData("-INT", ExitCode.Interrupted)]
    public async Task Serve_SecondSignal_EndsAtOnce(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        using var server = Start("--model", _model, "--port", "0", "--drain-delay", "60");
        await AddressAsync(server);

        server.Signal(signal);
        await server.WaitAsync(() => server.Error.Contains("Stopping", StringComparison.Ordinal));
        var clock = Stopwatch.StartNew();
        server.Signal(signal);
        var run = await server.EndAsync();

        Assert.Equal(exitCode, run.ExitCode);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public async Task Serve_Loopback_AnswersItsOwnNamesInBothFamilies()
    {
        using var server = Start("--model", _model, "--port", "0", "--drain-delay", "0");
        var address = await AddressAsync(server);
        var port = new Uri(address).Port;

        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"http://127.0.0.1:{port}/health/live"));
        if (Socket.OSSupportsIPv6)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync($"http://[::1]:{port}/health/live"));
        }

        // A name that someone else let point here.
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/health/live");
        request.Headers.Host = "evil.example";
        using var answer = await Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);

        using var large = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/health/live");
        large.Headers.Add("X-Large", new string('a', 17_000));
        using var refused = await Client.SendAsync(large, Token);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, refused.StatusCode);
    }

    [Fact]
    public async Task Serve_WithKeysAndMetricsPort_AsksForKeysAndSeparatesMetrics()
    {
        const string Key = "0123456789abcdef0123";
        File.WriteAllText(_folder.File("keys.txt"), $"# first\n{Key}\n");
        using var server = Start(
            "--model", _model, "--host", "0.0.0.0", "--port", "0", "--metrics-port", "0", "--api-key-file", _folder.File("keys.txt"), "--drain-delay", "0");
        var address = (await AddressAsync(server)).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        var metrics = Regex.Match(server.Output, @"metrics: http://0\.0\.0\.0:(\d+)").Groups[1].Value;

        using var anonymous = await PostAsync(address);
        using var known = await PostAsync(address, Key);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (anonymous.StatusCode, known.StatusCode));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound],
            [await StatusAsync(address + "/health/ready"), await StatusAsync(address + "/v2"), await StatusAsync(address + "/openapi/v1.json"), await StatusAsync(address + "/metrics")]);
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound],
            [await StatusAsync($"http://127.0.0.1:{metrics}/metrics"), await StatusAsync($"http://127.0.0.1:{metrics}/health/live"), await StatusAsync($"http://127.0.0.1:{metrics}/v2")]);
    }

    [Fact]
    public async Task Serve_PortInUse_EndsWith5AndTheFix()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await FailAsync(ExitCode.Environment, ToolErrorCodes.ServerPortInUse, "--model", _model, "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}");
    }

    [Theory]
    [InlineData(ExitCode.Usage, ToolErrorCodes.ServerAnonymous, "--host", "0.0.0.0")]
    [InlineData(ExitCode.Usage, ToolErrorCodes.ServerAnonymous, "--host", "*", "--metrics-port", "0")]
    [InlineData(ExitCode.Usage, ToolErrorCodes.Usage, "--host", "somewhere")]
    [InlineData(ExitCode.Usage, ToolErrorCodes.Usage, "--port", "1234", "--metrics-port", "1234")]
    [InlineData(ExitCode.Usage, ToolErrorCodes.ApiKeyFileNotUsable, "--api-key-file", "no-such-file.txt")]
    [InlineData(ExitCode.Environment, ToolErrorCodes.ServerAddress, "--host", "192.0.2.1", "--allow-anonymous")]
    [InlineData(ExitCode.Environment, "MEMORY_LIMIT", "--memory-limit", "1MB")]
    [InlineData(ExitCode.Model, ErrorCodes.ModelNotFound, "--model", "no-such-model.zip")]
    public async Task Serve_WhatItCannotDo_EndsWithTheErrorAndItsFix(int exitCode, string code, params string[] args) =>
        await FailAsync(exitCode, code, [.. args.Contains("--port") ? args : ["--port", "0", .. args], "--model", _model]);

    [Fact]
    public async Task Serve_BrokenModel_EndsWith4()
    {
        File.WriteAllBytes(_folder.File("broken.zip"), File.ReadAllBytes(_model)[..1000]);

        await FailAsync(ExitCode.Model, ErrorCodes.ModelNotZip, "--port", "0", "--model", _folder.File("broken.zip"));
    }

    [Fact]
    public async Task Serve_WithoutAspNetCore_EndsWith5_AndOtherCommandsRun()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "copies the runtime");
        var host = CopyWithoutAspNetCore();
        ProcessStartInfo Command(params string[] args)
        {
            var start = new ProcessStartInfo(host, [Program, .. args]);
            start.Environment["PATH"] = "/nowhere";
            start.Environment.Remove("DOTNET_ROOT");
            return start;
        }

        using var serve = CliProcess.Start(Command("serve", "--model", _model, "--port", "0"));
        var refused = await serve.EndAsync();
        using var predict = CliProcess.Start(Command("predict", "--model", _model, _folder.File("image.png")));
        var predicted = await predict.EndAsync();

        Assert.Equal((ExitCode.Environment, true), (refused.ExitCode, refused.Error.Contains($"error {ToolErrorCodes.AspNetCoreMissing}: ", StringComparison.Ordinal)));
        Assert.Contains("fix:      install the ASP.NET Core Runtime 10: ", refused.Error);
        Assert.True(predicted.ExitCode == ExitCode.Done, predicted.Error);
    }

    [Fact]
    public async Task Serve_IgnoredHangup_StaysIgnored()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var server = CliProcess.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "trap '' HUP; exec dotnet \"$@\"", "sh", Program, "serve", "--model", _model, "--port", "0", "--drain-delay", "0"]));
        var address = await AddressAsync(server);

        server.Signal("-HUP");
        await Task.Delay(300, Token);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(address + "/health/live"));
        server.Signal("-TERM");
        Assert.Equal(ExitCode.Done, (await server.EndAsync()).ExitCode);
    }

    private static CliProcess Start(params string[] args) => CliProcess.Start(new ProcessStartInfo("dotnet", [Program, "serve", .. args]));

    private static async Task<string> AddressAsync(CliProcess server)
    {
        await server.WaitAsync(() => server.Output.Contains("Try: ", StringComparison.Ordinal));
        var address = Address().Match(server.Output);
        Assert.True(address.Success, server.Error);
        return address.Groups[1].Value;
    }

    private static async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var answer = await Client.GetAsync(address, Token);
        return answer.StatusCode;
    }

    private static async Task FailAsync(int exitCode, string code, params string[] args)
    {
        using var server = Start(args);
        var run = await server.EndAsync();
        Assert.Equal((exitCode, true), (run.ExitCode, run.Error.Contains($"error {code}: ", StringComparison.Ordinal)));
        Assert.Contains("  fix:  ", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.DoesNotContain("listens", run.Output);
    }

    private async Task<HttpResponseMessage> PostAsync(string address, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/classify/tiny") { Content = new ByteArrayContent(_image) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return await Client.SendAsync(request, Token);
    }

    /// <summary>The host resolves links, so these are copies.</summary>
    private string CopyWithoutAspNetCore()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        Copy("dotnet");
        foreach (var folder in new[] { Path.Combine(root, "host"), runtime })
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                Copy(Path.GetRelativePath(root, file));
            }
        }

        return _folder.File("dotnet/dotnet");

        void Copy(string file)
        {
            var copy = _folder.File($"dotnet/{file}");
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(root, file), copy);
        }
    }

    [GeneratedRegex(@"listens on (http://\S+)")]
    private static partial Regex Address();
}
