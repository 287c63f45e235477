using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static MlNetCnn.AspNetCore.Tests.ClassifyServer;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>The tests that measure the whole process, and so run alone.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>Measures the garbage of requests, Kestrel's and that of the test's bare connection included.</summary>
[Collection("Alone")]
public sealed class ClassifyGarbageTests(ServerFixture fixture)
{
    [Fact]
    public async Task Post_ManyRequests_LeaveLittleGarbage()
    {
        await using var server = await TestServerHost.StartAsync(
            services =>
            {
                services.AddImageClassifier("flowers", options => options.FromFile(fixture.Model));
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            },
            app => app.MapImageClassifier());
        var request = Encoding.Latin1.GetBytes(
            $"POST /classify/flowers?top=3 HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: {fixture.Photo.Length}\r\n\r\n");
        using var connection = await server.ConnectAsync();
        var buffer = new byte[8192];
        async Task RunAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await connection.WriteAsync(request, Token);
                await connection.WriteAsync(fixture.Photo, Token);
                var read = 0;
                while (!Encoding.ASCII.GetString(buffer.AsSpan(0, read)).EndsWith("]}", StringComparison.Ordinal))
                {
                    read += await connection.ReadAsync(buffer.AsMemory(read), Token);
                }

                Assert.Equal("200", Encoding.ASCII.GetString(buffer, 9, 3));
            }
        }

        await RunAsync(200);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync(1000);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / 1000;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes a request, the client's included");
        Assert.InRange(each, 1, 30_000);
    }
}
