using PuppeteerSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

/// <summary>A headless Chromium, if this machine has one; started once for the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private IBrowser? _browser;

    /// <summary>The browser; skips the test if there is no browser.</summary>
    public IBrowser Instance
    {
        get
        {
            Assert.SkipWhen(_browser is null, $"there is no browser on the PATH: {string.Join(", ", Names)}");
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var program = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name))).FirstOrDefault(File.Exists);
        if (program is not null)
        {
            // Containers do not allow the sandbox, and the pages are trusted.
            _browser = await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = program, Headless = true, Args = ["--no-sandbox", "--disable-gpu"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
            await _browser.DisposeAsync();
        }
    }
}
