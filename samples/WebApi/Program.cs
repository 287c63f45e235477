var builder = WebApplication.CreateBuilder(args);
builder.Services.AddImageClassifier("flowers", options => options.FromFile("flowers.zip", watchForChanges: true));
builder.Services.AddImageClassifierMetrics();

var app = builder.Build();
app.MapImageClassifier("/classify/{model}");                 // curl --data-binary @rose.jpg http://localhost:5000/classify/flowers
app.MapOpenInferenceRest();                                  // /v2, for clients of Triton and KServe
app.MapImageClassifierHealth("/health");                     // /health/live, /health/startup, /health/ready
app.MapImageClassifierMetrics("/metrics");                   // Prometheus
app.Run();
