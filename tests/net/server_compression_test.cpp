// gzip of answers.
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <utility>

#include "net/compression.h"
#include "server_client.h"
#include "server_sample.h"

namespace wharf::net {
namespace {

std::string Gunzip(std::string bytes, std::size_t size) {
  std::string out(size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

Response Answer(const std::string& type, std::size_t bytes) {
  Response response;
  response.headers.Add("Content-Type", type);
  response.body.assign(bytes, 'x');
  return response;
}

bool Compressible(const std::string& header, const std::string& value) {
  Response response = Answer("application/json", 5000);
  response.headers.Add(header, value);
  return IsCompressible(response);
}

TEST(ServerCompression, what_a_client_accepts_is_read_as_the_standard_says) {
  const std::pair<const char*, bool> cases[] = {{"gzip", true},
                                                {"GZIP", true},
                                                {"deflate, gzip;q=0.5, br", true},
                                                {"gzip;q=0", false},
                                                {"gzip;q=0.000", false},
                                                {"gzip; q=0", false},
                                                {"*", true},
                                                {"*;q=0", false},
                                                {"gzip;q=0, *", false},
                                                {"*;q=0, gzip", true},
                                                {"", false},
                                                {"identity", false},
                                                {"x-gzip", false},
                                                {"gzipped", false},
                                                {" , ,gzip ,", true},
                                                {"gzip;q=0.001", true}};
  for (const auto& [accept, expected] : cases) EXPECT_EQ(AcceptsCoding(accept, "gzip"), expected) << accept;
}

TEST(ServerCompression, only_larger_texts_that_nobody_encoded_are_compressed) {
  EXPECT_TRUE(IsCompressible(Answer("application/json", 5000)));
  EXPECT_TRUE(IsCompressible(Answer("text/html; charset=utf-8", 5000)));
  EXPECT_TRUE(IsCompressible(Answer("application/problem+json", 5000)));
  EXPECT_TRUE(IsCompressible(Answer("image/svg+xml", 5000)));
  EXPECT_FALSE(IsCompressible(Answer("application/json", 1024)));
  EXPECT_FALSE(IsCompressible(Answer("image/png", 5000)));
  EXPECT_FALSE(IsCompressible(Answer("application/zip", 5000)));
  EXPECT_FALSE(IsCompressible(Answer("text/event-stream", 5000)));
  EXPECT_FALSE(IsCompressible(Answer("", 5000)));
  EXPECT_FALSE(Compressible("Content-Encoding", "br"));
  EXPECT_FALSE(Compressible("Content-Range", "bytes 0-4999/9000"));
  EXPECT_FALSE(Compressible("Cache-Control", "no-store, no-transform"));
  EXPECT_TRUE(Compressible("Cache-Control", "no-store"));
}

TEST(ServerCompression, an_answer_is_compressed_for_those_who_accept_it) {
  SampleServer server;
  RawClient client(server.port());
  for (const std::size_t size : {5'000U, 500'000U}) {  // in place, and on a worker
    client.Send("GET /big?bytes=" + std::to_string(size) + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, br\r\n\r\n");
    const auto response = client.Read();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->Header("content-encoding"), "gzip");
    EXPECT_EQ(response->Header("vary"), "Accept-Encoding");
    EXPECT_EQ(response->Header("etag"), "W/\"big\"");
    EXPECT_LT(response->body.size(), size / 10);
    EXPECT_EQ(Gunzip(response->body, size), std::string(size, 'x'));
  }
}

TEST(ServerCompression, an_answer_stays_plain_for_others_and_says_that_it_varies) {
  SampleServer server;
  RawClient client(server.port());
  client.Send("GET /big?bytes=5000 HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto plain = client.Read();
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->Header("content-encoding"), "");
  EXPECT_EQ(plain->Header("vary"), "Accept-Encoding");
  EXPECT_EQ(plain->Header("etag"), "\"big\"");
  EXPECT_EQ(plain->body, std::string(5000, 'x'));
}

TEST(ServerCompression, a_short_answer_is_not_worth_it) {
  SampleServer server;
  RawClient client(server.port());
  client.Send("GET /hello HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
  const auto response = client.Read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->Header("content-encoding"), "");
  EXPECT_EQ(response->body, "hello");
}

TEST(ServerCompression, an_existing_vary_is_kept) {
  Request request;
  Response response = Answer("application/json", 5000);
  response.headers.Add("Vary", "Cookie");
  CompressFor(request, response);
  EXPECT_EQ(response.headers.Get("Vary"), "Cookie, Accept-Encoding");
  CompressFor(request, response);
  EXPECT_EQ(response.headers.Get("Vary"), "Cookie, Accept-Encoding");
}

TEST(ServerCompression, bytes_come_back_as_they_were) {
  std::string noise;
  for (unsigned i = 0; i < 300'000; ++i) noise += static_cast<char>(i * i * 31U >> 7U);
  EXPECT_EQ(Gunzip(Gzip(noise), noise.size()), noise);
  EXPECT_EQ(Gunzip(Gzip(""), 0), "");
}

}  // namespace
}  // namespace wharf::net
