import { Global, Module } from '@nestjs/common';
import { HttpClient } from './http-client';
import { HttpClientConfig } from './http-client.config';

@Global()
@Module({ providers: [HttpClient, HttpClientConfig], exports: [HttpClient] })
export class HttpClientModule {}
