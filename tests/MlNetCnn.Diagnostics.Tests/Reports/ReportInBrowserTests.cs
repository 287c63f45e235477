using PuppeteerSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

/// <summary>Opens the report in a browser: nothing fails, is fetched or overflows, and a click on a number shows its images.</summary>
[Trait("Category", "Process")]
public sealed class ReportInBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public async Task Open_ReportOfFlowers_ShowsThePicturesBehindACell(int width)
    {
        HtmlReport.Write(_folder.File("r.html"), Classifiers.Emoji);

        await CheckAsync(width);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public async Task Open_HostileNames_RunsNoScript(int width)
    {
        HtmlReport.Write(_folder.File("r.html"), ReportContents.Everything(_folder), TestContext.Current.CancellationToken);

        await CheckAsync(width);
    }

    private async Task CheckAsync(int width)
    {
        await using var page = await browser.Instance.NewPageAsync();
        var troubles = new List<string>();
        page.Console += (_, message) => troubles.Add($"console: {message.Message.Text}");
        page.PageError += (_, error) => troubles.Add($"error: {error.Message}");
        page.Dialog += (_, dialog) => troubles.Add($"dialog: {dialog.Dialog.Message}");
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Request.Url);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        var address = new Uri(_folder.File("r.html")).AbsoluteUri;
        await page.GoToAsync(address);

        Assert.True(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth") <= width, "the page is wider than the window");
        await page.ClickAsync(".matrix td a");
        var target = await page.EvaluateExpressionAsync<string>("location.hash");
        Assert.StartsWith("#cell-", target);
        Assert.True(await Shown(page, target) > 100);
        await page.WaitForFunctionAsync("id => [...document.querySelectorAll(id + ' img')].every(image => image.complete && image.naturalWidth > 0)", target);
        Assert.True(await page.EvaluateFunctionAsync<int>("id => document.querySelectorAll(id + ' img').length", target) > 0);
        Assert.Equal(1, await page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('.panel')].filter(panel => panel.offsetHeight > 0).length"));

        await page.ClickAsync($"{target} .close");
        Assert.Equal(0, await Shown(page, target));
        Assert.True(await page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('svg.chart')].filter(chart => chart.getBoundingClientRect().width > 250).length") > 0);
        Assert.Empty(troubles);
        Assert.All(requests, request => Assert.True(request.StartsWith(address, StringComparison.Ordinal) || request.StartsWith("data:", StringComparison.Ordinal), request));
    }

    private static Task<int> Shown(IPage page, string target) => page.EvaluateFunctionAsync<int>("id => document.querySelector(id).offsetHeight", target);
}
