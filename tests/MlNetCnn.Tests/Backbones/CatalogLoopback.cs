namespace MlNetCnn.Tests;

/// <summary>
/// Forwards requests for any host to a <see cref="CatalogServer"/>. The code under test sees its own https URLs, so that its rules
/// for them apply unchanged.
/// </summary>
internal sealed class CatalogLoopback(int port, string scheme = "http")
    : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        request.Headers.Host = asked.Host;
        request.RequestUri = new UriBuilder(asked) { Scheme = scheme, Host = "127.0.0.1", Port = port }.Uri;
        var response = await base.SendAsync(request, cancellationToken);
        response.RequestMessage!.RequestUri = asked;
        return response;
    }
}
