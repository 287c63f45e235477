namespace MlNetCnn.Testing;

/// <summary>Answers one request; the connection is closed afterwards.</summary>
internal delegate Task CatalogAnswer(CatalogRequest request, Stream stream, CancellationToken cancellationToken);
